using System.Runtime.InteropServices;
using Allmine.Api.Configuration;
using Allmine.Api.Health;

namespace Allmine.Api.Hosting;

/// <summary>
/// Ends the service on SIGTERM, SIGINT (Ctrl+C) and SIGQUIT. It says that it is not ready, at once, and still takes connections
/// for <see cref="ShutdownSettings.DrainDelay"/>: whatever sends it requests needs a moment to hear of it. A second signal
/// ends that delay.
/// </summary>
internal sealed class DrainingLifetime(
    Readiness readiness, ShutdownSettings settings, ListenSockets sockets, IHostApplicationLifetime lifetime, TimeProvider time) : IHostLifetime, IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <summary>What has connected by then has sent its request by now, or is too slow.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly CancellationTokenSource haste = new();
    private int signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.AddRange(Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        haste.Dispose();
    }

    /// <summary>What a signal does.</summary>
    internal Task EndAsync()
    {
        if (Interlocked.Increment(ref signals) > 1)
            return haste.CancelAsync();
        // One that never was ready has nothing to take leave from.
        var delay = readiness.IsWarm ? settings.DrainDelay : TimeSpan.Zero;
        readiness.Leave();
        return delay > TimeSpan.Zero ? EndAfterAsync(delay) : Stop();
    }

    private async Task EndAfterAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, time, haste.Token);
            if (sockets.RefuseConnections())
                await Task.Delay(Settling, time, haste.Token);
        }
        catch (OperationCanceledException)
        {
            // Asked once more.
        }

        await Stop();
    }

    private Task Stop()
    {
        lifetime.StopApplication();
        return Task.CompletedTask;
    }

    private void OnSignal(PosixSignalContext signal)
    {
        // The process goes on; the host ends it.
        signal.Cancel = true;
        _ = EndAsync();
    }
}
