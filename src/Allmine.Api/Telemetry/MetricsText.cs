using System.Globalization;
using System.Text;
using Allmine.Application.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Allmine.Api.Telemetry;

/// <summary>Writes what the SDK has collected in Prometheus' text format 0.0.4.</summary>
/// <remarks>
/// By hand, and not by OpenTelemetry's exporter: that one is a beta, and leaves out a histogram until it has a first value, so that what is
/// asked of it ("how many of none?") has no answer after each start.
/// </remarks>
internal sealed class MetricsText : BaseExporter<Metric>
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Those that are there without a value: name, type, what it tells, and the bounds of a histogram without labels.</summary>
    private static readonly (string Name, string Type, string Help, IEnumerable<double>? Bounds)[] Named =
    [
        ("allmine_request_duration_seconds", "histogram", "Time a request took in the application, by its type and outcome.", null),
        ("allmine_round_size", "histogram", "Sends that shared one commit.", AllmineTelemetry.Sizes.Select(size => (double)size)),
        ("allmine_round_duration_seconds", "histogram", "Time that a phase of a round took: load, decide, commit.", null),
        ("allmine_write_wait_seconds", "histogram", "Time a write waited for its round.", AllmineTelemetry.Seconds),
    ];

    public string Text { get; private set; } = "";

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var metrics = new List<Metric>();
        foreach (var metric in batch)
            metrics.Add(metric);
        var text = new StringBuilder();
        var written = new HashSet<string>();
        // Instruments of the same name may come from more than one meter: all their lines belong together.
        foreach (var group in metrics.GroupBy(NameOf).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            var start = text.Length;
            WriteHead(text, group.Key, TypeOf(first), first.Description);
            var head = text.Length;
            foreach (var metric in group.Where(metric => TypeOf(metric) == TypeOf(first)))
                WritePoints(text, group.Key, metric);
            if (text.Length > head)
                written.Add(group.Key);
            else
                text.Length = start;
        }

        foreach (var (name, type, help, bounds) in Named.Where(named => !written.Contains(named.Name)))
        {
            WriteHead(text, name, type, help);
            if (bounds is not null)
                WriteHistogram(text, name, "", [.. bounds.Append(double.PositiveInfinity).Select(bound => (bound, 0L))], 0, 0);
        }

        Text = text.ToString();
        return ExportResult.Success;
    }

    private static string NameOf(Metric metric)
    {
        var name = Sanitized(metric.Name);
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return TypeOf(metric) == "counter" ? $"{name}_total" : name;
    }

    private static string TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static void WriteHead(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings(" ")}\n# TYPE {name} {type}\n");

    private static void WritePoints(StringBuilder text, string name, Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point.Tags);
            if (metric.MetricType == MetricType.Histogram)
            {
                var buckets = new List<(double Bound, long Count)>();
                foreach (var bucket in point.GetHistogramBuckets())
                    buckets.Add((bucket.ExplicitBound, bucket.BucketCount));
                WriteHistogram(text, name, labels, buckets, point.GetHistogramSum(), point.GetHistogramCount());
                continue;
            }

            var value = metric.MetricType switch
            {
                MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
                MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
                MetricType.LongGauge => point.GetGaugeLastValueLong(),
                _ => point.GetGaugeLastValueDouble(),
            };
            WriteLine(text, name, labels, value);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, List<(double Bound, long Count)> buckets, double sum, long count)
    {
        var below = 0L;
        var comma = labels.Length > 0 ? "," : "";
        foreach (var (bound, inside) in buckets)
        {
            below += inside;
            WriteLine(text, $"{name}_bucket", $"{labels}{comma}le=\"{NumberOf(bound)}\"", below);
        }

        WriteLine(text, $"{name}_sum", labels, sum);
        WriteLine(text, $"{name}_count", labels, count);
    }

    private static void WriteLine(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(NumberOf(value)).Append('\n');
    }

    private static string LabelsOf(ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(labels.Length > 0 ? "," : "").Append(Sanitized(key)).Append("=\"")
                .Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return labels.ToString();
    }

    private static string NumberOf(double number) =>
        double.IsPositiveInfinity(number) ? "+Inf" : double.IsNegativeInfinity(number) ? "-Inf" : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Sanitized(string name) => string.Create(name.Length, name, static (span, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
    });
}
