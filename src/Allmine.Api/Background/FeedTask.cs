using Allmine.Application.Feed;

namespace Allmine.Api.Background;

/// <summary>Keeps the feed, and sends to webhooks what they hear, beside the requests.</summary>
internal sealed class FeedTask(FeedWork work, IHostApplicationLifetime lifetime) : NodeTask
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(lifetime, stoppingToken);
        await work.RunAsync(stoppingToken);
    }
}
