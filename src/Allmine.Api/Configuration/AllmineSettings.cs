using Allmine.Api.Telemetry;
using Allmine.Application.Messages;
using Allmine.Domain.Credits;

namespace Allmine.Api.Configuration;

/// <summary>Every setting of the service, read and checked before anything is started.</summary>
public sealed record AllmineSettings(
    StoreSettings Store,
    MediaSettings Media,
    JwtSettings Jwt,
    RateLimitSettings RateLimits,
    PlaygroundSettings Playground,
    MessageOptions Messages,
    ShutdownSettings Shutdown,
    TelemetrySettings Telemetry,
    string? MediaBaseUrl,
    string? AutoMapperLicenseKey)
{
    /// <exception cref="SettingException">The first setting that is missing or wrong.</exception>
    public static AllmineSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var store = StoreSettings.Read(configuration, environment);
        return new AllmineSettings(
            store,
            MediaSettings.Read(configuration, store),
            JwtSettings.Read(configuration, environment),
            RateLimitSettings.Read(configuration),
            PlaygroundSettings.Read(configuration, environment),
            new MessageOptions
            {
                MaxCreditTransfer = configuration.Number("Messages:MaxCreditTransfer", CreditAmount.DefaultGreatest, CreditAmount.Least),
            },
            ShutdownSettings.Read(configuration, environment),
            TelemetrySettings.Read(configuration, environment),
            configuration.Address("Media:PublicBaseUrl"),
            configuration.Text("AutoMapper:LicenseKey"));
    }

    /// <summary>Without the licence key.</summary>
    public override string ToString() =>
        $"{nameof(AllmineSettings)} {{ {Store}, {Media}, {Jwt}, {RateLimits}, {Playground}, {Messages}, {Shutdown}, {Telemetry}, {nameof(MediaBaseUrl)} = {MediaBaseUrl} }}";
}
