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
        foreach (var ended in webhook.Heard.Where(heard => heard.UpTo is { } upTo && upTo > after && upTo < entry.Number && IsBehind(entry.Priors, heard)))
        {
            // The chat's last event of that type was not given any more. One that was lies further back.
            if (await log.FindLastChangeAsync(entry.Lane, ended.UpTo!.Value, cancellationToken) is { } then)
                previous = Greater(previous, LastGiven(webhook, [.. then.Priors, new FeedPrior(then.Type, then.Number, then.Change!.Value)], after));
        }

        return previous;
    }

    private static bool IsBehind(IReadOnlyList<FeedPrior> priors, HeardType ended) =>
        priors.Any(prior => prior.Type == ended.Type && prior.Number > ended.UpTo!.Value);

    private static long? LastGiven(Webhook webhook, IReadOnlyList<FeedPrior> priors, long after)
    {
        long? last = null;
        foreach (var prior in priors)
        {
            if (prior.Number > after && webhook.Hears(prior.Type, prior.Number))
                last = Greater(last, prior.Change);
        }

        return last;
    }

    private static long? Greater(long? left, long? right) => left is { } one && right is { } other ? Math.Max(one, other) : left ?? right;
}
