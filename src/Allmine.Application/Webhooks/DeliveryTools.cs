using Allmine.Application.Feed;
using Allmine.Application.Leases;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Webhooks;

/// <summary>What deliveries are made with, the same for all webhooks.</summary>
internal sealed record DeliveryTools(
    IFeedLog Log, IWebhookStore Store, LeaseKeeper Leases, WebhookBook Book, WebhookPost Post, FeedHead Head, IIdGenerator Ids, WebhookOptions Options, TimeProvider Time, ILogger<WebhookRunner> Logger);
