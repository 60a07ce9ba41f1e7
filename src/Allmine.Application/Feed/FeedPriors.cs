using Allmine.Application.Ports.Feed;
using Allmine.Domain;

namespace Allmine.Application.Feed;

/// <summary>Knows the last change of each type of the chats that the recording came by lately, and looks others up.</summary>
internal sealed class FeedPriors(IFeedLog log)
{
    /// <summary>So many chats are kept in memory, at about 300 bytes each; then it begins anew.</summary>
    private const int Greatest = 50_000;

    /// <summary>So many are looked up at once.</summary>
    private const int LookedUpAtOnce = 500;

    private readonly Dictionary<Id<FeedLane>, IReadOnlyList<FeedPrior>> known = [];

    /// <summary>Makes all of these known.</summary>
    public async Task LoadAsync(IEnumerable<Id<FeedLane>> chats, CancellationToken cancellationToken)
    {
        if (known.Count > Greatest)
            known.Clear();
        foreach (var some in chats.Where(chat => !known.ContainsKey(chat)).Distinct().Chunk(LookedUpAtOnce))
        {
            foreach (var chat in some)
                known[chat] = [];
            foreach (var last in await log.ReadLastChangesAsync(some, cancellationToken))
                known[last.Lane] = After(last);
        }
    }

    /// <summary>The entry with what was before it, after which it is the last one.</summary>
    public FeedEntry Next(FeedEntry entry)
    {
        if (entry.Change is null)
            return entry;
        var whole = entry with { Priors = known[entry.Lane] };
        known[entry.Lane] = After(whole);
        return whole;
    }

    /// <summary>Forgets everything: what was to be written was not.</summary>
    public void Clear() => known.Clear();

    private static List<FeedPrior> After(FeedEntry entry) =>
        [.. entry.Priors.Where(prior => prior.Type != entry.Type).Append(new FeedPrior(entry.Type, entry.Number, entry.Change!.Value)).OrderBy(prior => prior.Type)];
}
