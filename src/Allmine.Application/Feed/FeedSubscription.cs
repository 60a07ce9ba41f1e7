using System.Runtime.CompilerServices;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;

namespace Allmine.Application.Feed;

/// <summary>What one listener to the feed gets: read from the store as it comes, so that a slow one costs no memory.</summary>
public sealed class FeedSubscription : IDisposable
{
    /// <summary>So many events are read at once.</summary>
    private const int AtOnce = 100;

    private static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    private readonly FeedReader reader;
    private readonly FeedPositions positions;
    private readonly FeedHead head;
    private readonly TimeProvider time;
    private readonly TimeSpan heartbeat;
    private readonly IReadOnlyCollection<FeedType> types;
    private readonly IDisposable watching;
    private readonly Task replaced;
    private Action? left;
    private long place;

    internal FeedSubscription(
        FeedReader reader, FeedPositions positions, FeedHead head, TimeProvider time, TimeSpan heartbeat, IReadOnlyCollection<FeedType> types, long place, Task replaced, Action left)
    {
        (this.reader, this.positions, this.head, this.time, this.heartbeat, this.types, this.place, this.replaced, this.left) = (reader, positions, head, time, heartbeat, types, place, replaced, left);
        watching = head.Watch();
    }

    /// <summary>Whether the position that was asked for is not there any more.</summary>
    internal bool IsReset { get; init; }

    /// <summary>Until the listener goes. The first one has the position alone. Over an outage of the store it waits.</summary>
    public async IAsyncEnumerable<FeedStreamItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new FeedStreamItem(positions.Of(place), IsReset: IsReset);
        var toldAt = time.GetTimestamp();
        while (true)
        {
            var next = head.Next;
            var state = head.Current;
            if (replaced.IsCompleted)
                yield break;
            if (state is not null && place < state.Floor)
            {
                place = state.Floor;
                yield return new FeedStreamItem(positions.Of(place), IsReset: true);
            }

            if (state is not null && place < state.Last && await ReadOnAsync(state, cancellationToken) is { } page)
            {
                if (page.IsReset)
                    yield return new FeedStreamItem(page.Items.Count > 0 ? positions.Of(page.Items[0].Entry.Number - 1) : page.Position, IsReset: true);
                foreach (var told in page.Items)
                    yield return new FeedStreamItem(told.Position, told);
                if (page.Items.Count > 0)
                    toldAt = time.GetTimestamp();
                continue;
            }

            var silent = heartbeat - time.GetElapsedTime(toldAt);
            if (silent > TimeSpan.Zero)
            {
                await time.WaitAsync(silent, cancellationToken, next, replaced);
                continue;
            }

            yield return new FeedStreamItem(positions.Of(place));
            toldAt = time.GetTimestamp();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref left, null) is not { } leave)
            return;
        watching.Dispose();
        leave();
    }

    /// <returns>Null if the store is away: it is tried again a little later.</returns>
    private async Task<FeedPage?> ReadOnAsync(FeedState state, CancellationToken cancellationToken)
    {
        try
        {
            var page = await reader.ReadAsync(place, isReset: false, AtOnce, types, state, cancellationToken);
            place = positions.NumberIn(page.Position)!.Value;
            return page;
        }
        catch (StoreUnavailableException)
        {
            await Task.Delay(PauseOfOutage, time, cancellationToken);
            return null;
        }
    }
}
