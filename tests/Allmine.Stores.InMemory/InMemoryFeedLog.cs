using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>The events that are kept, in a list. What is trimmed is removed at once, but for the last change of each chat, and up to each boundary.</summary>
internal sealed class InMemoryFeedLog(Lock gate) : IFeedLog
{
    private readonly List<FeedEntry> entries = [];
    private readonly Dictionary<Id<FeedLane>, List<FeedEntry>> tails = [];
    private readonly HashSet<Id<FeedEntry>> spoiled = [];
    private FeedState state = new(0, 0, null, 0, new long[FeedEntry.Partitions]);

    /// <summary>From now on the event can't be read.</summary>
    public void Spoil(Id<FeedEntry> id) => spoiled.Add(id);

    public void RestoreSpoiled() => spoiled.Clear();

    public Task<FeedState> ReadStateAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(state);
    }

    public Task<FeedState> TakeOverAsync(long epoch, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(state = state with { Epoch = Math.Max(state.Epoch, epoch) });
    }

    public Task<bool> AppendAsync(FeedAppend append, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (append.Epoch != state.Epoch || append.After != state.Last)
                return Task.FromResult(false);
            long[] heads = [.. state.Heads];
            foreach (var entry in append.Entries)
            {
                entries.Add(entry);
                heads[entry.Partition] = entry.Number;
            }

            foreach (var erasure in append.Erasures)
            {
                if (entries.FindIndex(entry => entry.Number == erasure.Number) is >= 0 and var at)
                    entries[at] = entries[at] with { Data = erasure.Data, IsErased = true };
            }

            state = state with { Last = append.After + append.Entries.Count, Source = append.Source, Heads = heads };
            return Task.FromResult(true);
        }
    }

    public Task<bool> BreakAsync(long epoch, EventPosition source, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (epoch != state.Epoch)
                return Task.FromResult(false);
            Remove(entries.Count, null);
            var next = state.Last + 1;
            state = state with { Last = next, Floor = next, Source = source, Heads = [.. Enumerable.Repeat(next, FeedEntry.Partitions)] };
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<FeedEntry>> ReadAsync(long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(entry => entry.Number > after && entry.Number <= upTo && types.Contains(entry.Type), limit);

    public Task<IReadOnlyList<FeedEntry>> ReadBackAsync(long before, long downTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<FeedEntry>>(
                [.. entries.Where(entry => entry.Number < before && entry.Number > downTo && types.Contains(entry.Type) && IsReadable(entry)).Reverse().Take(limit)]);
    }

    public Task<IReadOnlyList<FeedEntry>> ReadPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(entry => entry.Partition == partition && entry.Number > after && entry.Number <= upTo && types.Contains(entry.Type), limit);

    public Task<IReadOnlyList<FeedEntry>> ReadLaneAsync(Id<FeedLane> lane, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(entry => entry.Lane == lane && entry.Number > after && entry.Number <= upTo && types.Contains(entry.Type), limit);

    public Task<int> CountPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(
                entries.Where(entry => entry.Partition == partition && entry.Number > after && entry.Number <= upTo && types.Contains(entry.Type)).Take(limit).Count());
    }

    public Task<IReadOnlyList<FeedEntry>> ReadLastChangesAsync(IReadOnlyCollection<Id<FeedLane>> chats, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<FeedEntry>>([.. chats.Select(chat => LastChange(chat, long.MaxValue)).OfType<FeedEntry>()]);
    }

    public Task<FeedEntry?> FindLastChangeAsync(Id<FeedLane> chat, long upTo, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(LastChange(chat, upTo));
    }

    public Task<IReadOnlyList<FeedEntry>> ReadOfMessageAsync(Id<Message> message, long after, int limit, CancellationToken cancellationToken) =>
        ListAsync(entry => entry.MessageId == message && !entry.IsErased && entry.Number > after, limit);

    public Task<long> TrimAsync(long epoch, DateTime before, int limit, IReadOnlyCollection<long> boundaries, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (epoch != state.Epoch)
                return Task.FromResult(0L);
            var count = entries.Take(limit).TakeWhile(entry => entry.CreatedAt < before).Count();
            Remove(count, boundaries);
            return Task.FromResult((long)count);
        }
    }

    /// <param name="count">So many of the oldest.</param>
    /// <param name="boundaries">Null if it is for the next trimming to say which of them stay.</param>
    private void Remove(int count, IReadOnlyCollection<long>? boundaries)
    {
        foreach (var lane in entries.Take(count).Where(entry => entry.Change is not null).GroupBy(entry => entry.Lane))
        {
            if (!tails.TryGetValue(lane.Key, out var kept))
                tails.Add(lane.Key, kept = []);
            kept.AddRange(lane.Select(entry => entry with { Data = string.Empty, IsErased = false }));
        }

        foreach (var kept in tails.Values)
        {
            for (var i = kept.Count - 2; boundaries is not null && i >= 0; i--)
            {
                if (!boundaries.Any(boundary => kept[i].Number <= boundary && boundary < kept[i + 1].Number))
                    kept.RemoveAt(i);
            }
        }

        entries.RemoveRange(0, count);
        state = state with { Floor = state.Floor + count };
    }

    private FeedEntry? LastChange(Id<FeedLane> chat, long upTo)
    {
        var last = entries.FindLast(entry => entry.Lane == chat && entry.Change is not null && entry.Number <= upTo) ?? tails.GetValueOrDefault(chat)?.FindLast(entry => entry.Number <= upTo);
        return last is not null && IsReadable(last) ? last : null;
    }

    private bool IsReadable(FeedEntry entry) => !spoiled.Contains(entry.Id);

    private Task<IReadOnlyList<FeedEntry>> ListAsync(Func<FeedEntry, bool> which, int limit)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<FeedEntry>>([.. entries.Where(entry => which(entry) && IsReadable(entry)).Take(limit)]);
    }
}
