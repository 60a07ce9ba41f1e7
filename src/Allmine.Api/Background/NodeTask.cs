namespace Allmine.Api.Background;

/// <summary>
/// Work beside the requests. Its end with the service is no failure, also where the service ends before it has started: the
/// host then takes a cancelled task for a crashed one, and logs it so.
/// </summary>
internal abstract class NodeTask : BackgroundService
{
    /// <param name="stoppingToken">The service ends.</param>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
