namespace Allmine.Application.Telemetry;

/// <summary>Whether requests leave a trace of themselves.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Off while the service warms up: what it does then is nobody's request.</summary>
    public bool IsOn { get; init; } = true;
}
