using Allmine.Application.Feed;
using Allmine.Application.Leases;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Webhooks;

/// <summary>What deliveries are made with, the same for all webhooks.</summary>
internal sealed record DeliveryTools(
    IFeedLog Log, IWebhookStore Store, LeaseKeeper Leases, WebhookBook Book, WebhookPost Post, FeedHead Head, IIdGenerator Ids, WebhookOptions Options, TimeProvider Time, ILogger<WebhookRunner> Logger)
{
    /// <summary>The pause before something is tried again that failed by no fault of the receiver.</summary>
    public static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    public DateTime Now => Time.GetUtcMilliseconds();

    /// <summary>The pause after so many attempts, a little longer at random, so that what failed together is not tried together; null after the last one.</summary>
    public TimeSpan? DelayAfter(int attempts) => attempts <= Options.RetryDelays.Count ? Options.RetryDelays[attempts - 1] * (1 + (Random.Shared.NextDouble() / 10)) : null;
}
