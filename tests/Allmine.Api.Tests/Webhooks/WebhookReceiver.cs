using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>Receivers of webhooks, on a free port of the loopback address: each has a path of its own.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, WebhookMailbox> mailboxes = new();
    private int count;

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost("/{name}", async (string name, HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            Assert.Equal("application/json", context.Request.ContentType);
            context.Response.StatusCode = mailboxes[name].Take(new ReceivedWebhook(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body.ToArray()));
        });
    }

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver.app.StartAsync();
        return receiver;
    }

    public WebhookMailbox NewMailbox()
    {
        var name = $"box{Interlocked.Increment(ref count)}";
        return mailboxes[name] = new WebhookMailbox($"{app.Urls.First()}/{name}");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
