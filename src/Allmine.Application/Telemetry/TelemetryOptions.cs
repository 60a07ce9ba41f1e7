namespace Allmine.Application.Telemetry;

/// <summary>Whether requests and rounds leave a trace of themselves, and count in the metrics.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Off while the service warms up: what it does then is nobody's request.</summary>
    public bool IsOn { get; init; } = true;
}
