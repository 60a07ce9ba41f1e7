using Allmine.Api.Configuration.Reading;
using Allmine.Api.Telemetry;
using Allmine.Application.Feed;
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
    ProxySettings Proxy,
    CorsSettings Cors,
    WebhookSettings Webhooks,
    FeedOptions Feed,
    string? MediaBaseUrl,
    string? AutoMapperLicenseKey)
{
    private const string EditWindowSetting = "Messages:EditWindow";

    /// <summary>Longer than anybody waits; what is to be edited for ever is <c>unlimited</c>.</summary>
    private static readonly TimeSpan GreatestEditWindow = TimeSpan.FromDays(36_500);

    private const string MediaBaseUrlSetting = "Media:PublicBaseUrl";

    /// <exception cref="SettingException">Whatever is missing or wrong, all of it.</exception>
    public static AllmineSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var faults = new SettingFaults(configuration);
        var store = faults.Read(settings => StoreSettings.Read(settings, environment));
        var media = store is null ? null : faults.Read(settings => MediaSettings.Read(settings, store));
        var jwt = faults.Read(settings => JwtSettings.Read(settings, environment));
        var rateLimits = faults.Read(RateLimitSettings.Read);
        var playground = faults.Read(settings => PlaygroundSettings.Read(settings, environment));
        var messages = faults.Read(settings => new MessageOptions
        {
            MaxCreditTransfer = settings.Number("Messages:MaxCreditTransfer", CreditAmount.DefaultGreatest, CreditAmount.Least),
            EditWindow = EditWindowIn(settings),
        });
        var shutdown = faults.Read(settings => ShutdownSettings.Read(settings, environment));
        var telemetry = faults.Read(settings => TelemetrySettings.Read(settings, environment));
        var proxy = faults.Read(ProxySettings.Read);
        var cors = playground is null ? null : faults.Read(settings => CorsSettings.Read(settings, environment, playground));
        var webhooks = faults.Read(settings => WebhookSettings.Read(settings, environment));
        var feed = faults.Read(FeedSettings.Read);
        var mediaBaseUrl = faults.Read(settings => settings.Address(MediaBaseUrlSetting));
        // Addresses of files begin with the host that a caller names: anybody could have them point elsewhere.
        if (environment.IsProduction() && mediaBaseUrl is null && configuration.Text(MediaBaseUrlSetting) is null && proxy is { AllowedHosts.Count: 0 })
            faults.Add(ProxySettings.HostsSetting, $"is missing (or set {MediaBaseUrlSetting}): in Production the service must know by which names it is called, or where files are served");
        faults.ThrowIfAny();
        return new AllmineSettings(
            store!, media!, jwt!, rateLimits!, playground!, messages!, shutdown!, telemetry!, proxy!, cors!, webhooks!, feed!, mediaBaseUrl, configuration.Text("AutoMapper:LicenseKey"));
    }

    /// <summary>Without the licence key.</summary>
    public override string ToString() =>
        $"{nameof(AllmineSettings)} {{ {Store}, {Media}, {Jwt}, {RateLimits}, {Playground}, {Messages}, {Shutdown}, {Telemetry}, {Proxy}, {Cors}, {Webhooks}, {Feed}, {nameof(MediaBaseUrl)} = {MediaBaseUrl} }}";

    /// <summary>Null for ever.</summary>
    private static TimeSpan? EditWindowIn(IConfiguration settings) => settings.Text(EditWindowSetting) switch
    {
        "0" => TimeSpan.Zero,
        "unlimited" => null,
        _ => settings.Duration(EditWindowSetting, new MessageOptions().EditWindow!.Value, TimeSpan.Zero, GreatestEditWindow),
    };
}
