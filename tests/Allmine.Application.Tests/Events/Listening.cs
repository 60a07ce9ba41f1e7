using Allmine.Application.Events;
using Allmine.Application.Ports.Events;

namespace Allmine.Application.Tests.Events;

/// <summary>One who listens, notice by notice.</summary>
internal sealed class Listening(EventSubscription subscription) : IAsyncDisposable
{
    /// <summary>Generous: the machine that tests may be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource ending = new();
    private IAsyncEnumerator<StreamItem>? notices;

    /// <summary>The position of the last notice.</summary>
    public EventPosition Position { get; private set; } = new(string.Empty);

    /// <summary>The next notice; null at the end.</summary>
    public async Task<StreamItem?> NextAsync()
    {
        notices ??= subscription.ReadAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        if (!await notices.MoveNextAsync().AsTask().WaitAsync(Patience))
            return null;
        Position = notices.Current.Position;
        return notices.Current;
    }

    /// <summary>The numbers that the next so many events carry; fewer if the stream ends first.</summary>
    public async Task<List<long>> TakeAsync(int count)
    {
        var taken = new List<long>();
        while (taken.Count < count && await NextAsync() is { } notice)
        {
            if (notice.Event is CreditsChanged changed)
                taken.Add(changed.Balance);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (notices is not null)
            await notices.DisposeAsync();
        subscription.Dispose();
        ending.Dispose();
    }
}
