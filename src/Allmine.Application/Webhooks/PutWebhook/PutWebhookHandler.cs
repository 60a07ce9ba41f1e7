using Allmine.Application.Feed;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Webhooks.PutWebhook;

internal sealed class PutWebhookHandler(
    WebhookBook book, WebhookBacklogs backlogs, WebhookSecrets secrets, FeedReader feed, IFeedLog log, IIdGenerator ids, TimeProvider time) : IRequestHandler<PutWebhookCommand, WebhookView>
{
    public async Task<WebhookView> Handle(PutWebhookCommand command, CancellationToken cancellationToken)
    {
        if (!secrets.CanKeep)
            throw new RefusedException(ErrorCode.WebhookNoKey);
        await feed.PrepareAsync(cancellationToken);
        var state = await log.ReadStateAsync(cancellationToken);
        Making? made = null;
        var registry = await book.ChangeAsync(
            registry =>
            {
                made = null;
                if (registry.Find(command.Name) is { } present)
                    return Changed(present, command, state) is { } changed ? registry.With(changed) : null;
                made = Make(command, state);
                return registry.Count < WebhookRegistry.Greatest ? registry.With(made.Webhook) : throw new RefusedException(ErrorCode.WebhookLimit, WebhookRegistry.Greatest);
            },
            cancellationToken);
        var webhook = registry.Find(command.Name)!;
        if (webhook.IsUndecided)
            webhook = (await book.DecideAsync(webhook.Id, log, cancellationToken)).Find(command.Name) ?? webhook;

        return new WebhookView(webhook, await backlogs.ReadAsync(webhook, cancellationToken)) { Secret = made?.Secret, IsNew = made is not null };
    }

    private Making Make(PutWebhookCommand command, FeedState state)
    {
        if (command.Url is not { } url)
            throw new InvalidRequestException(ErrorCode.Required, "url");
        var after = command.From is null or WebhookRules.Now ? state.Last : feed.Demand(command.From, state);
        var id = ids.NewId<WebhookKey>();
        var (shown, kept) = secrets.Make(id);
        var now = time.GetUtcMilliseconds();
        return new Making(
            new Webhook
            {
                Id = id,
                Name = command.Name,
                Url = url,
                Heard = [.. FeedTypesRule.Read(command.Types).Select(type => new HeardType(type, 0, null))],
                IsActive = command.Active ?? true,
                OffSince = command.Active == false ? now : null,
                Secrets = [kept],
                CreatedAt = now,
                Live = new WebhookRun(ids.NewId<RunKey>(), after, null),
            },
            shown);
    }

    /// <returns>Null if nothing changes.</returns>
    private Webhook? Changed(Webhook present, PutWebhookCommand command, FeedState state)
    {
        var changed = present;
        if (command.Url is { } url && url != present.Url)
            changed = changed with { Url = url };
        if (command.Types is not null && FeedTypesRule.Read(command.Types) is var types && !types.ToHashSet().SetEquals(present.Types))
            changed = changed.Hearing(types);
        if (command.Active is { } isActive && isActive != present.IsActive)
            changed = isActive ? Activated(changed, state) : changed with { IsActive = false, OffSince = time.GetUtcMilliseconds() };
        return ReferenceEquals(changed, present) ? null : changed;
    }

    /// <summary>After too long a pause it begins with what comes now, and its receiver is told that something is missing.</summary>
    private Webhook Activated(Webhook webhook, FeedState state)
    {
        var now = time.GetUtcMilliseconds();
        var active = webhook with { IsActive = true, IsGone = false, OffSince = null };
        if (webhook.OffSince is not { } since || now - since <= WebhookTimes.KeptPlace)
            return active;
        // What was passed over counts as given, and as set aside: only the run begins anew.
        return active with
        {
            Live = new WebhookRun(ids.NewId<RunKey>(), state.Last, null) { First = webhook.Live.First },
            OwedGap = webhook.OwedGap ?? new OwedGap(ids.NewId<FeedEntry>(), now),
        };
    }

    private sealed record Making(Webhook Webhook, string Secret);
}
