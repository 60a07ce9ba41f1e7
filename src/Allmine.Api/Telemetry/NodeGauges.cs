using System.Diagnostics.Metrics;
using Allmine.Api.Configuration;
using Allmine.Application.Events;
using Allmine.Application.GroupCommit;
using Allmine.Application.Ports;
using Allmine.Application.Telemetry;
using Allmine.Application.Webhooks;

namespace Allmine.Api.Telemetry;

/// <summary>What stands at this node at the moment, as metrics.</summary>
internal sealed class NodeGauges : IDisposable
{
    private readonly Meter meter = new(AllmineTelemetry.Name);

    public NodeGauges(GroupCommitEngine engine, EventHub events, StoreWatch store, WebhookGauge webhooks, TimeProvider time, AllmineSettings settings)
    {
        meter.CreateObservableUpDownCounter("allmine.writes.waiting", () => engine.Waiting, "{write}", "Writes that wait for a round.");
        meter.CreateObservableGauge("allmine.events.lag", () => events.Lag.TotalSeconds, "s", "How far the reading of events is behind the store.");
        meter.CreateObservableGauge("allmine.store.up", () => store.IsUp ? 1 : 0, null, "1 if the store answered when it was asked last.");
        meter.CreateObservableGauge("allmine.disk.free", () => FreeBytes(settings.Store.Embedded.Path), "By", "Free bytes of the disk with Embedded:Path.");
        meter.CreateObservableGauge("allmine.webhooks.backlog.events", () => webhooks.Events, "{event}", "Events that no webhook has taken yet, of all together.");
        meter.CreateObservableGauge("allmine.webhooks.backlog.oldest", () => webhooks.OldestAt is { } oldest ? Math.Max(0, (time.GetUtcMilliseconds() - oldest).TotalSeconds) : 0, "s", "Age of the oldest of them.");
    }

    public void Dispose() => meter.Dispose();

    private static long FreeBytes(string folder)
    {
        // It is made when the first file comes.
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }
}
