using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Webhooks;

/// <summary>What a webhook is like, as far as the deliveries of one of its runs know, and what they find out of it and change for every node.</summary>
internal sealed partial class KnownWebhook(Webhook webhook, WebhookRun run, DeliveryTools tools, Mailbox mail)
{
    private volatile bool isEnded;

    /// <summary>Of the registry that it was read from.</summary>
    private long revision;

    /// <summary>What has come while something of this node's was being written down.</summary>
    private WebhookRegistry? later;

    /// <summary>How many changes are being written down.</summary>
    private int changing;

    public Webhook Webhook { get; private set; } = webhook;

    public WebhookRun Run { get; private set; } = run;

    public bool IsLive => Run.UpTo is null;

    /// <summary>Whether something that was found out is not written down yet. Until it is nothing else is begun, and nothing written down that follows from it.</summary>
    public bool IsChanging => changing > 0;

    /// <summary>What the receiver has to be told before anything else; null for nothing.</summary>
    public OwedGap? Owed => IsLive ? Webhook.OwedGap : null;

    /// <summary>Whether anything may be begun. What an event's bodies are like is open while it is not decided where the types change.</summary>
    public bool MayGoOn => Webhook is { IsActive: true, IsUndecided: false } && Owed is null && !IsChanging;

    /// <summary>Takes note of what the webhook is like now, if that is news.</summary>
    public void Take(WebhookRegistry read)
    {
        if (read.Revision < revision)
            return;
        // What this node has found out and is still writing down is not in it.
        if (IsChanging)
        {
            later = later is { } other && other.Revision > read.Revision ? other : read;
            return;
        }

        if (read.Webhooks.FirstOrDefault(one => one.Id == Webhook.Id) is not { } changed)
            return;
        revision = read.Revision;
        // Where another run has taken its place, nothing more of this one is sent.
        if (changed.Runs.FirstOrDefault(one => one.Id == Run.Id) is { } mine)
            (Webhook, Run) = (changed, mine);
        else
            Webhook = changed with { IsActive = false };
    }

    /// <summary>Notes that the receiver has missed what nobody can say.</summary>
    public void Owe()
    {
        if (!IsLive || Owed is not null)
            return;
        var gap = new OwedGap(tools.Ids.NewId<FeedEntry>(), tools.Now);
        Webhook = Webhook with { OwedGap = gap };
        Change(present => present.OwedGap is null ? present with { OwedGap = gap } : null);
    }

    /// <summary>Notes that the receiver wants no more.</summary>
    public void SwitchOff()
    {
        if (!Webhook.IsActive)
            return;
        var now = tools.Now;
        Webhook = Webhook with { IsActive = false };
        SwitchedOff(tools.Logger, Webhook.Name);
        Change(present => present.IsActive ? present with { IsActive = false, OffSince = now, IsGone = true } : null);
    }

    /// <summary>Changes the webhook for every node.</summary>
    public void Change(Func<Webhook, Webhook?> change)
    {
        changing++;
        _ = ChangeAsync(Webhook, change);
    }

    /// <summary>What can't be written down at once any more is left to whoever goes on: nothing was done that follows from it.</summary>
    public void End() => isEnded = true;

    /// <summary>Reports what should not have happened. That the store is away is no news, nor that something was to end.</summary>
    public void Report(Exception exception)
    {
        if (exception is not (StoreUnavailableException or OperationCanceledException))
            Failed(tools.Logger, exception, Webhook.Name);
    }

    private async Task ChangeAsync(Webhook subject, Func<Webhook, Webhook?> change)
    {
        while (true)
        {
            try
            {
                var registry = await tools.Book.ChangeAsync(subject, change, CancellationToken.None);
                mail.Post(() =>
                {
                    changing--;
                    Take(registry);
                    if (later is { } newer)
                        Take(newer);
                });
                return;
            }
            catch (Exception exception)
            {
                Report(exception);
                await Task.Delay(DeliveryTools.PauseOfOutage, tools.Time);
                if (isEnded)
                    return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery to webhook {Webhook} failed by the service's own fault; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception, string webhook);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The receiver of webhook {Webhook} answers 410: it wants no more, and the webhook is off")]
    private static partial void SwitchedOff(ILogger logger, string webhook);
}
