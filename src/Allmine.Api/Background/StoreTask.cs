using Allmine.Domain.Errors;

namespace Allmine.Api.Background;

/// <summary>Work on what the store has, once the service listens and then from time to time. Whatever it fails of, it is tried again.</summary>
internal abstract class StoreTask(IHostApplicationLifetime lifetime, TimeProvider time, TimeSpan interval) : NodeTask
{
    private bool isPostponed;

    protected abstract Task WorkAsync(CancellationToken stoppingToken);

    /// <summary>Tells that the store is away: once, until it has answered again.</summary>
    protected abstract void Postponed(StoreUnavailableException exception);

    /// <summary>Tells of anything else that went wrong.</summary>
    protected abstract void Failed(Exception exception);

    protected sealed override async Task RunAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(lifetime, stoppingToken);
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await WorkAsync(stoppingToken);
                isPostponed = false;
            }
            catch (StoreUnavailableException exception)
            {
                if (!isPostponed)
                    Postponed(exception);
                isPostponed = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The host would end with it: for one record that can't be read, nobody could send any more.
                Failed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
