namespace Allmine.Infrastructure.Media.S3;

/// <summary>Cancels what has made no progress for a while, or what its caller cancels.</summary>
internal sealed class StallTimeout : IDisposable
{
    /// <summary>How long a server may stay silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource source;
    private bool isOver;

    public StallTimeout(CancellationToken cancellationToken)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(Patience);
    }

    public CancellationToken Token => source.Token;

    /// <summary>There was some progress. May come late, from another thread.</summary>
    public void Renew()
    {
        lock (gate)
        {
            if (!isOver)
                source.CancelAfter(Patience);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            source.Dispose();
        }
    }
}
