using Allmine.Api.Configuration.Reading;

namespace Allmine.Api.Telemetry;

/// <summary>Where metrics, traces and logs go (section <c>Metrics</c>, the usual <c>OTEL_*</c>, <c>Logging:Format</c>).</summary>
/// <param name="MetricsEnabled">Whether <c>/metrics</c> is served.</param>
/// <param name="MetricsPort">The port that it is served at alone; null for those of everything else.</param>
/// <param name="OtlpEndpoint">Where OpenTelemetry's protocol is spoken; null for nowhere.</param>
/// <param name="LogsJson">Whether a line of the log is a JSON object.</param>
public sealed record TelemetrySettings(bool MetricsEnabled, int? MetricsPort, string? OtlpEndpoint, bool LogsJson)
{
    /// <summary>Whether the usual setting says of which calls spans are kept.</summary>
    public bool HasSampler { get; init; }

    private const string LogFormat = "Logging:Format";

    public bool IsOn => MetricsEnabled || OtlpEndpoint is not null;

    /// <exception cref="SettingException">Not a port, not an address, not a format.</exception>
    public static TelemetrySettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var port = (int)configuration.Number("Metrics:Port", 0, least: 0, greatest: ushort.MaxValue);
        return new TelemetrySettings(
            configuration.Flag("Metrics:Enabled", fallback: true),
            port == 0 ? null : port,
            configuration.Address("OTEL_EXPORTER_OTLP_ENDPOINT"),
            configuration.Text(LogFormat) switch
            {
                null => !environment.IsDevelopment(),
                "json" => true,
                "text" => false,
                var other => throw new SettingException(LogFormat, $"must be json or text, not \"{other}\""),
            })
        {
            HasSampler = configuration.Text("OTEL_TRACES_SAMPLER") is not null,
        };
    }
}
