namespace Allmine.Application.Resets;

/// <summary>Keeps requests away from a store that is being replaced, and knows which of them are still at it.</summary>
public sealed class StoreGate : IDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource closing = new();
    private TaskCompletionSource empty = new();
    private int inside;
    private bool isClosed;

    /// <summary>Cancelled while the gate is closed: who holds something back for nothing but effect gives it up.</summary>
    public CancellationToken Closing
    {
        get
        {
            lock (gate)
            {
                return closing.Token;
            }
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (gate)
            {
                return isClosed;
            }
        }
    }

    /// <summary>How many requests are at it.</summary>
    public int Inside
    {
        get
        {
            lock (gate)
            {
                return inside;
            }
        }
    }

    /// <summary>Whether a request may begin, which then says when it ends.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (isClosed)
                return false;
            inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--inside == 0 && isClosed)
                empty.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>Completed once those who are inside have left.</returns>
    public Task Close()
    {
        CancellationTokenSource ended;
        Task left;
        lock (gate)
        {
            if (!isClosed)
            {
                isClosed = true;
                empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (inside == 0)
                    empty.SetResult();
            }

            (ended, left) = (closing, empty.Task);
        }

        ended.Cancel();
        return left;
    }

    public void Open()
    {
        lock (gate)
        {
            isClosed = false;
            closing = new CancellationTokenSource();
        }
    }

    public void Dispose() => closing.Dispose();
}
