namespace Allmine.Api.Background;

/// <summary>
/// Work beside the requests. Its end with the service is no failure, also where the service ends before it has started: the
/// host then takes a cancelled task for a crashed one, and logs it so.
/// </summary>
internal abstract class NodeTask : BackgroundService
{
    /// <param name="stoppingToken">The service ends.</param>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Waits until the service listens: a start may fail until then, and what runs beside it finds its store closed.</summary>
    protected static async Task StartedAsync(IHostApplicationLifetime lifetime, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

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
