using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Nodes;

/// <summary>
/// Judges which of the other nodes is dead: one whose beat has stayed the same at several looks in a row, for some time by this
/// node's own clock. Looks that fail, or come late, count for nothing: a server that stood still, or a node that did, has
/// kept everybody from beating.
/// </summary>
internal sealed class MongoNodeWatch(TimeProvider time)
{
    /// <summary>How long a beat has to stay the same.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>At how many looks, the one that found it included.</summary>
    public const int Looks = 4;

    /// <summary>Between two looks; later than that is too late.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1.5);

    private Dictionary<ObjectId, Seen> seen = [];
    private long? lastLook;

    /// <summary>Takes what a look has found.</summary>
    /// <returns>Those that are dead, and how often they have been found so, this time included.</returns>
    public IReadOnlyList<(MongoNodeBeat Node, int Times)> Look(IReadOnlyList<MongoNodeBeat> others)
    {
        var now = time.GetTimestamp();
        if (lastLook is { } last && time.GetElapsedTime(last, now) > LongestGap)
            seen.Clear();
        lastLook = now;
        var before = seen;
        seen = [];
        var dead = new List<(MongoNodeBeat, int)>();
        foreach (var node in others)
        {
            var state = before.TryGetValue(node.Id, out var known) && known.Beat == node.Beat ? known : new Seen(node.Beat, now);
            state.Looks++;
            seen[node.Id] = state;
            if (state.Looks >= Looks && time.GetElapsedTime(state.Since, now) >= Silence)
                dead.Add((node, ++state.TimesDead));
        }

        return dead;
    }

    /// <summary>A look that has failed.</summary>
    public void Miss() => seen.Clear();

    private sealed class Seen(long beat, long since)
    {
        public long Beat => beat;

        public long Since => since;

        public int Looks { get; set; }

        public int TimesDead { get; set; }
    }
}
