using System.Globalization;
using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Events;

/// <summary>
/// What one node reads of a list of events that several share. It can lag behind the others, lose the oldest, and be away.
/// </summary>
internal sealed class ScriptedFeed(List<StoreEvent> log) : IEventFeed
{
    private readonly Lock gate = new();
    private TaskCompletionSource change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int reached = int.MaxValue;
    private int oldest;
    private bool isAway;
    private int readers;
    private int? stop;

    /// <summary>How often somebody wanted to read while it was away.</summary>
    public int Refusals { get; private set; }

    /// <summary>The most who have read at once.</summary>
    public int MostReaders { get; private set; }

    /// <summary>How often a reading began.</summary>
    public int Readings { get; private set; }

    /// <summary>How many events all readings together gave.</summary>
    public int Given { get; private set; }

    public int UsualLength => 9;

    public static EventPosition PositionOf(int count) => new(string.Create(CultureInfo.InvariantCulture, $"p{count:D8}"));

    public static CreditsChanged EventFor(Id<User> user, long number) => new(user, number);

    public bool IsPosition(string text) => text.Length == 9 && text[0] == 'p' && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Only what the list can tell: a position beyond its end is for the store to refuse.</summary>
    public bool IsWithinReach(EventPosition position, EventPosition now) => true;

    public Task<EventPosition> FindOldestAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(PositionOf(oldest));
    }

    public IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, CancellationToken cancellationToken) => ReadAsync(position, cancellationToken);

    /// <summary>Tells those who read that the list has grown.</summary>
    public void Tell() => Change(() => { });

    /// <summary>The node has not come further than so many events.</summary>
    public void LagAt(int count) => Change(() => reached = count);

    /// <summary>Whoever comes to so many events waits there; null for nobody.</summary>
    public void StopAt(int? count) => Change(() => stop = count);

    /// <summary>The events before so many are kept no longer.</summary>
    public void Forget(int count) => Change(() => oldest = count);

    public void GoAway() => Change(() => isAway = true);

    public void ComeBack() => Change(() => isAway = false);

    public async IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(1);
        try
        {
            var next = Begin(after);
            yield return new FeedItem(PositionOf(next));
            while (true)
            {
                var (item, wait) = Take(next);
                if (wait is not null)
                {
                    await wait.WaitAsync(cancellationToken);
                    continue;
                }

                next++;
                yield return item;
            }
        }
        finally
        {
            Enter(-1);
        }
    }

    private void Enter(int change)
    {
        lock (gate)
        {
            readers += change;
            Readings += Math.Max(change, 0);
            MostReaders = Math.Max(MostReaders, readers);
        }
    }

    private int Begin(EventPosition? after)
    {
        lock (gate)
        {
            if (isAway)
            {
                Refusals++;
                throw new StoreUnavailableException();
            }

            lock (log)
            {
                var end = Math.Min(log.Count, reached);
                var next = after is null ? end : int.Parse(after.Value.Text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
                return next < oldest || next > log.Count ? throw new PositionLostException() : next;
            }
        }
    }

    private (FeedItem Item, Task? Wait) Take(int next)
    {
        lock (gate)
        {
            if (isAway)
                throw new StoreUnavailableException();
            if (next < oldest)
                throw new PositionLostException();
            lock (log)
            {
                var isThere = next < Math.Min(log.Count, reached) && next != stop;
                Given += isThere ? 1 : 0;
                return isThere ? (new FeedItem(PositionOf(next + 1), log[next]), null) : (default, change.Task);
            }
        }
    }

    private void Change(Action act)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            act();
            told = change;
            change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
    }
}
