using Allmine.Application.Ports.Events;

namespace Allmine.Stores.Tests.Contracts.Events;

/// <summary>Reads a feed step by step, and keeps what it gave.</summary>
internal sealed class FeedReader : IAsyncDisposable
{
    /// <summary>Generous: the machine that tests may be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource ending = new();
    private readonly IAsyncEnumerator<FeedItem> items;

    private FeedReader(Func<CancellationToken, IAsyncEnumerable<FeedItem>> read) => items = read(ending.Token).GetAsyncEnumerator(ending.Token);

    /// <summary>Where the reading began.</summary>
    public EventPosition Start { get; private set; } = new(string.Empty);

    /// <summary>Begins to read: what is committed from now on is given.</summary>
    public static Task<FeedReader> OpenAsync(IEventFeed feed, EventPosition? after = null) =>
        OpenAsync(cancellationToken => feed.ReadAsync(after, cancellationToken));

    /// <summary>Begins to read from about a position.</summary>
    public static Task<FeedReader> OpenAroundAsync(IEventFeed feed, EventPosition position) =>
        OpenAsync(cancellationToken => feed.ReadAroundAsync(position, cancellationToken));

    private static async Task<FeedReader> OpenAsync(Func<CancellationToken, IAsyncEnumerable<FeedItem>> read)
    {
        var reader = new FeedReader(read);
        try
        {
            var first = await reader.NextAsync();
            Assert.Null(first.Event);
            reader.Start = first.Position;
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next step, with an event or without.</summary>
    public async Task<FeedItem> NextAsync()
    {
        Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Patience));
        return items.Current;
    }

    /// <summary>The next so many events.</summary>
    public async Task<List<FeedItem>> TakeAsync(int count)
    {
        var taken = new List<FeedItem>();
        while (taken.Count < count)
        {
            var item = await NextAsync();
            if (item.Event is not null)
                taken.Add(item);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await items.DisposeAsync();
        ending.Dispose();
    }
}
