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

    private static readonly UpDownCounter<int> Connections =
        Meter.CreateUpDownCounter<int>("db.client.connection.count", "{connection}", "Connections of the driver's pool, by state.");

    private static readonly UpDownCounter<int> Pending =
        Meter.CreateUpDownCounter<int>("db.client.connection.pending_requests", "{request}", "Calls that wait for a connection.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("db.client.connection.failures", "{request}", "Calls that got no connection.");

    private static readonly KeyValuePair<string, object?> Idle = new("db.client.connection.state", "idle");
    private static readonly KeyValuePair<string, object?> Used = new("db.client.connection.state", "used");

    internal static void Count(ClusterBuilder cluster) => cluster
        .Subscribe<ConnectionPoolAddedConnectionEvent>(_ => Connections.Add(1, Idle))
        .Subscribe<ConnectionPoolRemovedConnectionEvent>(_ => Connections.Add(-1, Idle))
        .Subscribe<ConnectionPoolCheckingOutConnectionEvent>(_ => Pending.Add(1))
        .Subscribe<ConnectionPoolCheckedOutConnectionEvent>(_ =>
        {
            Pending.Add(-1);
            Connections.Add(-1, Idle);
            Connections.Add(1, Used);
        })
        .Subscribe<ConnectionPoolCheckedInConnectionEvent>(_ =>
        {
            Connections.Add(-1, Used);
            Connections.Add(1, Idle);
        })
        .Subscribe<ConnectionPoolCheckingOutConnectionFailedEvent>(_ =>
        {
            Pending.Add(-1);
            Failures.Add(1);
        });
}
