using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Allmine.Domain.Errors;

namespace Allmine.Application.Telemetry;

/// <summary>The service's own spans and metrics, for whatever collects them.</summary>
/// <remarks>No tag of a metric holds an identifier, or anything else that a caller wrote: each value would be a series of its own, for ever.</remarks>
public static class AllmineTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Allmine";

    /// <summary>Of <see cref="CountMediaBytes"/>: bytes that were stored.</summary>
    public const string MediaIn = "in";

    /// <summary>Of <see cref="CountMediaBytes"/>: bytes that were served.</summary>
    public const string MediaOut = "out";

    /// <summary>Bounds of durations, in seconds.</summary>
    public static readonly IReadOnlyList<double> Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Bounds of rounds, in sends.</summary>
    public static readonly IReadOnlyList<int> Sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> InSeconds = new() { HistogramBucketBoundaries = Seconds };

    internal static readonly Histogram<double> RequestDuration = Meter.CreateHistogram(
        "allmine.request.duration", "s", "Time a request took in the application, by its type and outcome.", null, InSeconds);

    internal static readonly Histogram<int> RoundSize = Meter.CreateHistogram(
        "allmine.round.size", "{send}", "Sends that shared one commit.", null, new InstrumentAdvice<int> { HistogramBucketBoundaries = Sizes });

    internal static readonly Histogram<double> WriteWait = Meter.CreateHistogram(
        "allmine.write.wait", "s", "Time a write waited for its round.", null, InSeconds);

    internal static readonly Counter<long> Conflicts =
        Meter.CreateCounter<long>("allmine.round.conflicts", "{round}", "Rounds that another writer was ahead of, and that were decided again.");

    internal static readonly Counter<long> Replays =
        Meter.CreateCounter<long>("allmine.replays", "{request}", "Requests that were answered once more as an earlier one with the same key.");

    internal static readonly UpDownCounter<int> Listeners =
        Meter.CreateUpDownCounter<int>("allmine.events.listeners", "{listener}", "Open streams of events at this node.");

    internal static readonly Counter<long> ListenersCut =
        Meter.CreateCounter<long>("allmine.events.cut", "{listener}", "Listeners cut off because they read more slowly than events came.");

    private static readonly Histogram<double> RoundDuration = Meter.CreateHistogram(
        "allmine.round.duration", "s", "Time that a phase of a round took: load, decide, commit.", null, InSeconds);

    private static readonly Counter<long> UnreadableRecords =
        Meter.CreateCounter<long>("allmine.unreadable.records", "{record}", "Stored records that were needed and could not be read, each time they were.");

    private static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("allmine.refusals", "{request}", "Requests that were refused, by the first code of their answer.");

    private static readonly Counter<long> AuthFailures =
        Meter.CreateCounter<long>("allmine.auth.failures", "{request}", "Requests that were 401, by cause.");

    private static readonly Counter<long> RateLimited =
        Meter.CreateCounter<long>("allmine.ratelimited", "{request}", "Requests that were 429, by the limit that had no room.");

    private static readonly Counter<long> MediaBytes =
        Meter.CreateCounter<long>("allmine.media", "By", "Bytes of files that were stored (in) and served (out).");

    private static readonly KeyValuePair<string, object?> Load = new("phase", "load");
    private static readonly KeyValuePair<string, object?> Decide = new("phase", "decide");
    private static readonly KeyValuePair<string, object?> Commit = new("phase", "commit");

    /// <summary>Counts a stored record that was needed and could not be read.</summary>
    public static void CountUnreadable() => UnreadableRecords.Add(1);

    /// <param name="label">The first code of the answer, with nothing in it that a caller wrote: <see cref="LabelOf"/>.</param>
    /// <param name="count">0 to have the series there before the first one.</param>
    public static void CountRefusal(string label, int count = 1) => Refusals.Add(count, new KeyValuePair<string, object?>("code", label));

    /// <inheritdoc cref="CountRefusal"/>
    /// <param name="cause">Of a short, closed list.</param>
    /// <param name="count"></param>
    public static void CountAuthFailure(string cause, int count = 1) => AuthFailures.Add(count, new KeyValuePair<string, object?>("cause", cause));

    /// <inheritdoc cref="CountRefusal"/>
    /// <param name="policy">The limit's name.</param>
    /// <param name="count"></param>
    public static void CountRateLimited(string policy, int count = 1) => RateLimited.Add(count, new KeyValuePair<string, object?>("policy", policy));

    /// <param name="direction"><see cref="MediaIn"/> or <see cref="MediaOut"/>.</param>
    /// <param name="bytes">How many.</param>
    public static void CountMediaBytes(string direction, long bytes) => MediaBytes.Add(bytes, new KeyValuePair<string, object?>("direction", direction));

    /// <summary>What a tag says of a fault: its code, with the field's name if that is one of ours; <c>items[n].</c> is left out.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="isOwnField">Whether its field is named by us and not by a caller.</param>
    public static string LabelOf(ErrorDetail fault, bool isOwnField)
    {
        if (!isOwnField || fault.IsFieldForeign || fault.Field is not { } field)
            return fault.Code.Value;
        return field.IndexOf("].", StringComparison.Ordinal) is >= 0 and var end
            ? (fault with { Field = field[(end + 2)..] }).NameOfItem
            : fault.NameOfItem;
    }

    /// <summary>Has the series without a label, and those of few labels, begin at 0, for whoever collects from now on.</summary>
    public static void BeginAtZero()
    {
        foreach (var counter in new[] { Conflicts, Replays, ListenersCut, UnreadableRecords })
            counter.Add(0);
        Listeners.Add(0);
        CountMediaBytes(MediaIn, 0);
        CountMediaBytes(MediaOut, 0);
    }

    /// <summary>Tells how long the phases of a round took.</summary>
    internal static void RecordRound(TimeSpan load, TimeSpan decide, TimeSpan commit)
    {
        RoundDuration.Record(load.TotalSeconds, Load);
        RoundDuration.Record(decide.TotalSeconds, Decide);
        RoundDuration.Record(commit.TotalSeconds, Commit);
    }

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
