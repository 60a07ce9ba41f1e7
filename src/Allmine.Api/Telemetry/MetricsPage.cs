using OpenTelemetry.Metrics;

namespace Allmine.Api.Telemetry;

/// <summary><c>GET /metrics</c>: collects when it is asked, though not more often than a few times a second.</summary>
internal sealed class MetricsPage : IDisposable
{
    public const string Path = "/metrics";

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly MetricsText exporter = new();
    private readonly TimeProvider time;
    private long collected;

    public MetricsPage(TimeProvider time)
    {
        this.time = time;
        Reader = new BaseExportingMetricReader(exporter);
    }

    /// <summary>For the SDK.</summary>
    public BaseExportingMetricReader Reader { get; }

    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = MetricsText.ContentType;
        return context.Response.WriteAsync(Collect(), context.RequestAborted);
    }

    public void Dispose()
    {
        Reader.Dispose();
        exporter.Dispose();
    }

    private string Collect()
    {
        lock (gate)
        {
            if (collected == 0 || time.GetElapsedTime(collected) >= Fresh)
            {
                Reader.Collect();
                collected = time.GetTimestamp();
            }

            return exporter.Text;
        }
    }
}
