namespace Allmine.Infrastructure.Media.Inspection.Budgets;

/// <summary>
/// A number of bytes of memory that pieces of work share. Each says how much it will hold before it begins, and waits until so much is free, in
/// the order of asking: many small ones never keep a large one waiting for ever.
/// </summary>
/// <param name="bytes">All that may be held at once; at least 4.</param>
internal sealed class ByteBudget(long bytes)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = new();
    private long held;

    /// <summary>The most that one piece of work may hold: three quarters, so that a small one has its turn beside it.</summary>
    public long MaxShare => bytes / 4 * 3;

    /// <summary>What is held now.</summary>
    public long Held
    {
        get
        {
            lock (gate)
                return held;
        }
    }

    /// <param name="share">From 0 to <see cref="MaxShare"/> bytes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Gives the bytes back when it is disposed, once.</returns>
    public async Task<IDisposable> HoldAsync(long share, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, MaxShare);
        var waiter = new LinkedListNode<Waiter>(new Waiter(share));
        lock (gate)
        {
            waiting.AddLast(waiter);
            Admit();
        }

        await using (cancellationToken.Register(() => GiveUp(waiter, cancellationToken)))
            await waiter.Value.Turn.Task;
        return new Share(this, share);
    }

    private void Admit()
    {
        while (waiting.First is { } next && held + next.Value.Bytes <= bytes)
        {
            held += next.Value.Bytes;
            waiting.RemoveFirst();
            next.Value.Turn.SetResult();
        }
    }

    private void GiveUp(LinkedListNode<Waiter> waiter, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (waiter.List is null)
                return;
            waiting.Remove(waiter);
            waiter.Value.Turn.SetCanceled(cancellationToken);
            // Those behind it may need less.
            Admit();
        }
    }

    private void Return(long share)
    {
        lock (gate)
        {
            held -= share;
            Admit();
        }
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes => bytes;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Share(ByteBudget budget, long bytes) : IDisposable
    {
        private int isReturned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isReturned, 1) == 0)
                budget.Return(bytes);
        }
    }
}
