using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Allmine.Api.Tests.Telemetry;

/// <summary>Takes what OpenTelemetry's protocol brings over HTTP, and keeps the bytes.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue((context.Request.Path, body.ToArray()));
        });
    }

    public string Address => app.Urls.First();

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Whether something that came there has these bytes in it.</summary>
    public bool Has(string path, ReadOnlySpan<byte> bytes)
    {
        foreach (var (at, body) in received)
        {
            if (at == path && body.AsSpan().IndexOf(bytes) >= 0)
                return true;
        }

        return false;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
