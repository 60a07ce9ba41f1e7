using Allmine.Application.Feed;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Webhooks.ReplayWebhook;

internal sealed class ReplayWebhookHandler(WebhookBook book, FeedReader feed, IFeedLog log, IIdGenerator ids) : AsyncRequestHandler<ReplayWebhookCommand>
{
    /// <summary>So many replays and repetitions of a webhook go on at once.</summary>
    public const int Greatest = 100;

    protected override async Task Handle(ReplayWebhookCommand command, CancellationToken cancellationToken)
    {
        var webhook = await book.DemandAsync(command.Name, cancellationToken);
        await feed.PrepareAsync(cancellationToken);
        var state = await log.ReadStateAsync(cancellationToken);
        var after = command.From == WebhookRules.Now ? state.Last : feed.Demand(command.From!, state);
        var upTo = command.To is null or WebhookRules.Now ? state.Last : feed.Demand(command.To, state);
        if (upTo <= after)
            return;
        var run = new WebhookRun(ids.NewId<RunKey>(), after, upTo);
        await book.ChangeAsync(webhook, one => With(one, run), cancellationToken);
    }

    /// <exception cref="RefusedException"><c>rate.limited</c>: too many go on.</exception>
    public static Webhook With(Webhook webhook, WebhookRun run) =>
        webhook.Replays.Count < Greatest ? webhook with { Replays = [.. webhook.Replays, run] } : throw new RefusedException(ErrorCode.RateLimited);
}
