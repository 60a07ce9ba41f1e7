using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Allmine.Application.Telemetry;

/// <summary>The service's own spans and metrics, for whatever collects them.</summary>
public static class AllmineTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Allmine";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Histogram<double> RequestDuration =
        Meter.CreateHistogram<double>("allmine.request.duration", "s", "Time a request took in the application, by its type and outcome.");

    internal static readonly Histogram<int> RoundSize =
        Meter.CreateHistogram<int>("allmine.round.size", "{send}", "Sends that shared one commit.");

    internal static readonly Counter<long> Conflicts =
        Meter.CreateCounter<long>("allmine.round.conflicts", "{round}", "Rounds that another writer was ahead of, and that were decided again.");

    private static readonly Counter<long> UnreadableRecords =
        Meter.CreateCounter<long>("allmine.unreadable.records", "{record}", "Stored records that were needed and could not be read, each time they were.");

    internal static readonly UpDownCounter<int> Listeners =
        Meter.CreateUpDownCounter<int>("allmine.events.listeners", "{listener}", "Open streams of events at this node.");

    internal static readonly Counter<long> ListenersCut =
        Meter.CreateCounter<long>("allmine.events.cut", "{listener}", "Listeners cut off because they read more slowly than events came.");

    /// <summary>Counts a stored record that was needed and could not be read.</summary>
    public static void CountUnreadable() => UnreadableRecords.Add(1);

    /// <summary>Makes the instruments, and uses others of their kinds, which nobody listens to.</summary>
    internal static void WarmUp()
    {
        RuntimeHelpers.RunClassConstructor(typeof(AllmineTelemetry).TypeHandle);
        using var meter = new Meter($"{Name}.WarmUp");
        var tag = new KeyValuePair<string, object?>("warm", "up");
        meter.CreateHistogram<double>("durations").Record(0, tag, tag);
        meter.CreateHistogram<int>("sizes").Record(0);
    }
}
