using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Allmine.Infrastructure.Tests.Media.S3;

/// <summary>Has nothing, lets every upload begin, and then neither takes its bytes nor answers.</summary>
internal sealed class StallingS3Server : IAsyncDisposable
{
    private readonly WebApplication app;

    public StallingS3Server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseSetting(WebHostDefaults.ShutdownTimeoutKey, "0");
        app = builder.Build();
        app.Run(AnswerAsync);
        app.Start();
    }

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Of the requests so far.</summary>
    public ConcurrentQueue<string> Methods { get; } = new();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Methods.Enqueue(context.Request.Method);
        switch (context.Request.Method)
        {
            case "HEAD":
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
            case "POST":
                context.Response.ContentType = "application/xml";
                await context.Response.WriteAsync("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>");
                break;
            default:
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
        }
    }
}
