using Allmine.Application.Ports.Feed;

namespace Allmine.Application.Webhooks;

/// <summary>Finds the change of a chat that a receiver was given before another one, from the event alone in nearly every case.</summary>
internal sealed class PreviousChanges(IFeedLog log)
{
    /// <param name="webhook">The receiver.</param>
    /// <param name="entry">An event.</param>
    /// <param name="run">The run in which it is delivered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if there was none, or the event is no change.</returns>
    public async Task<long?> FindAsync(Webhook webhook, FeedEntry entry, WebhookRun run, CancellationToken cancellationToken)
    {
        if (entry.Change is null)
            return null;
        // What came before the webhook was made was never given. A replay of such begins with its own first event.
        var after = entry.Number > webhook.Live.First ? webhook.Live.First : run.After;
        var previous = LastGiven(webhook, entry.Priors, after);
        // Where the chat's last event of a type was not given any more, the last one that was lies further back, and what has been given since is greater than it.
        foreach (var upTo in webhook.Heard.Where(heard => heard.UpTo > after && heard.UpTo < entry.Number && IsBehind(entry.Priors, heard)).Select(heard => heard.UpTo!.Value).Distinct().OrderDescending())
        {
            if (!(previous?.Number > upTo) && await log.FindLastChangeAsync(entry.Lane, upTo, cancellationToken) is { } then)
                previous = Later(previous, LastGiven(webhook, [.. then.Priors, new FeedPrior(then.Type, then.Number, then.Change!.Value)], after));
        }

        return previous?.Change;
    }

    private static bool IsBehind(IReadOnlyList<FeedPrior> priors, HeardType ended) => priors.Any(prior => prior.Type == ended.Type && prior.Number > ended.UpTo);

    private static FeedPrior? LastGiven(Webhook webhook, IReadOnlyList<FeedPrior> priors, long after)
    {
        FeedPrior? last = null;
        foreach (var prior in priors)
        {
            if (prior.Number > after && webhook.Hears(prior.Type, prior.Number))
                last = Later(last, prior);
        }

        return last;
    }

    private static FeedPrior? Later(FeedPrior? one, FeedPrior? other) => other is null || one?.Number > other.Value.Number ? one : other;
}
