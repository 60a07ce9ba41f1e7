using System.Diagnostics.Metrics;
using MongoDB.Driver.Core.Configuration;
using MongoDB.Driver.Core.Events;

namespace Allmine.Infrastructure.Persistence.Mongo.Database;

/// <summary>The driver's pool as metrics, named as OpenTelemetry names them for every database: the driver itself has none.</summary>
public static class MongoPoolMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Allmine.MongoDB";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("db.client.connection.failures", "{request}", "Calls that got no connection.");

    // Observed, not added up by the listener: a connection may be older than the listener, and end before it.
    private static int idle;
    private static int used;
    private static int pending;

    static MongoPoolMetrics()
    {
        Meter.CreateObservableUpDownCounter("db.client.connection.count", Connections, "{connection}", "Connections of the driver's pool, by state.");
        Meter.CreateObservableUpDownCounter("db.client.connection.pending_requests", () => Volatile.Read(ref pending), "{request}", "Calls that wait for a connection.");
    }

    internal static void Count(ClusterBuilder cluster) => cluster
        .Subscribe<ConnectionPoolAddedConnectionEvent>(_ => Interlocked.Increment(ref idle))
        .Subscribe<ConnectionPoolRemovedConnectionEvent>(_ => Interlocked.Decrement(ref idle))
        .Subscribe<ConnectionPoolCheckingOutConnectionEvent>(_ => Interlocked.Increment(ref pending))
        .Subscribe<ConnectionPoolCheckedOutConnectionEvent>(_ =>
        {
            Interlocked.Decrement(ref pending);
            Interlocked.Decrement(ref idle);
            Interlocked.Increment(ref used);
        })
        .Subscribe<ConnectionPoolCheckedInConnectionEvent>(_ =>
        {
            Interlocked.Decrement(ref used);
            Interlocked.Increment(ref idle);
        })
        .Subscribe<ConnectionPoolCheckingOutConnectionFailedEvent>(_ =>
        {
            Interlocked.Decrement(ref pending);
            Failures.Add(1);
        });

    private static IEnumerable<Measurement<int>> Connections() =>
    [
        new(Volatile.Read(ref idle), new KeyValuePair<string, object?>("db.client.connection.state", "idle")),
        new(Volatile.Read(ref used), new KeyValuePair<string, object?>("db.client.connection.state", "used")),
    ];
}
