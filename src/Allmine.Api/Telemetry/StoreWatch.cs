using Allmine.Api.Background;
using Allmine.Application.Ports.Store;

namespace Allmine.Api.Telemetry;

/// <summary>Asks the store now and then whether it is there, for a metric: whoever collects does not wait for it.</summary>
internal sealed class StoreWatch(IStoreStatus store, TimeProvider time) : NodeTask
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private volatile bool isUp;

    public bool IsUp => isUp;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                isUp = (await store.CheckAsync(stoppingToken)).IsReady;
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever went wrong, readiness tells of it; this must go on.
                isUp = false;
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
