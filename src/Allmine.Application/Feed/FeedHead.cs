using Allmine.Application.Leases;
using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Feed;

/// <summary>
/// Knows how far the feed has come, for all who wait for it at this node. The node that records knows it at once; others ask the store, and only while
/// somebody waits.
/// </summary>
internal sealed partial class FeedHead(IFeedLog log, TimeProvider time, ILogger<FeedHead> logger)
{
    /// <summary>How often the store is asked, where another node records.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    private readonly Pulse changed = new();
    private readonly Lock gate = new();
    private FeedState? current;

    /// <summary>Another one for each store: what was read of the one before is of no use.</summary>
    private object generation = new();

    private int watchers;
    private Task polling = Task.CompletedTask;

    /// <summary>As it was seen last; null as long as nobody has looked.</summary>
    public FeedState? Current => Volatile.Read(ref current);

    /// <summary>Completed when the feed has come further. To be asked for before <see cref="Current"/>.</summary>
    public Task Next => changed.Next;

    /// <summary>Whether this node records, and so knows at once.</summary>
    public bool IsRecordedHere { get; set; }

    /// <summary>Takes note of a state. An earlier one than is known changes nothing.</summary>
    public void Note(FeedState state) => Note(state, Volatile.Read(ref generation));

    /// <summary>Forgets what it knows, and what is being read: the store is another one.</summary>
    public void Forget()
    {
        lock (gate)
        {
            Volatile.Write(ref generation, new object());
            Volatile.Write(ref current, null);
        }
    }

    /// <summary>Keeps the state up to date until what is returned is disposed of.</summary>
    public IDisposable Watch()
    {
        lock (gate)
        {
            if (++watchers == 1 && polling.IsCompleted)
                polling = Task.Run(PollAsync);
        }

        return new Watching(this);
    }

    private void Note(FeedState state, object of)
    {
        lock (gate)
        {
            if (of != generation)
                return;
            if (current is { } known && (state.Last < known.Last || (state.Last == known.Last && state.Floor <= known.Floor)))
                return;
            Volatile.Write(ref current, state);
        }

        changed.Beat();
    }

    private async Task PollAsync()
    {
        while (true)
        {
            var pause = Interval;
            try
            {
                var of = Volatile.Read(ref generation);
                if (Current is null || !IsRecordedHere)
                    Note(await log.ReadStateAsync(CancellationToken.None), of);
            }
            catch (Exception exception)
            {
                if (exception is not StoreUnavailableException)
                    NotRead(logger, exception);
                pause = PauseOfOutage;
            }

            await Task.Delay(pause, time);
            lock (gate)
            {
                if (watchers > 0)
                    continue;
                polling = Task.CompletedTask;
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "How far the feed has come could not be read; it is tried again")]
    private static partial void NotRead(ILogger logger, Exception exception);

    private sealed class Watching(FeedHead head) : IDisposable
    {
        private FeedHead? watched = head;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref watched, null) is not { } one)
                return;
            lock (one.gate)
                one.watchers--;
        }
    }
}
