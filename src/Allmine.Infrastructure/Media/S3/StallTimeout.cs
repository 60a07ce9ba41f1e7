namespace Allmine.Infrastructure.Media.S3;

/// <summary>Cancels what has made no progress for a while, or what its caller cancels.</summary>
internal sealed class StallTimeout : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeSpan patience;
    private readonly CancellationTokenSource source;
    private bool isOver;

    /// <param name="patience">How long there may be no progress.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public StallTimeout(TimeSpan patience, CancellationToken cancellationToken)
    {
        this.patience = patience;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(patience);
    }

    public CancellationToken Token => source.Token;

    /// <summary>There was some progress. May come late, from another thread.</summary>
    public void Renew()
    {
        lock (gate)
        {
            if (!isOver)
                source.CancelAfter(patience);
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
