using Allmine.Api.Configuration.Reading;

namespace Allmine.Api.Configuration;

/// <summary>How the service leaves (section <c>Shutdown</c>).</summary>
/// <param name="DrainDelay">For how long it still takes connections after it was asked to end, and has said that it is not ready.</param>
public sealed record ShutdownSettings(TimeSpan DrainDelay)
{
    public const string DrainDelaySetting = "Shutdown:DrainDelay";

    /// <summary>Outside Development. Long enough for what asks for readiness every second or two.</summary>
    public static readonly TimeSpan DefaultDrainDelay = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan GreatestDrainDelay = TimeSpan.FromMinutes(5);

    /// <exception cref="SettingException">Not a time span within the bounds.</exception>
    public static ShutdownSettings Read(IConfiguration configuration, IHostEnvironment environment) => new(configuration.Duration(
        DrainDelaySetting, environment.IsDevelopment() ? TimeSpan.Zero : DefaultDrainDelay, TimeSpan.Zero, GreatestDrainDelay));
}
