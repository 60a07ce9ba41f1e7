using Allmine.Api.Configuration.Reading;
using Allmine.Application.Webhooks;
using Allmine.Infrastructure.Webhooks;

namespace Allmine.Api.Configuration;

/// <summary>Where webhooks may go, how they are delivered, and what their secrets are kept under (section <c>Webhooks</c>).</summary>
public sealed record WebhookSettings(WebhookSenderOptions Sender, WebhookKeyOptions Key, WebhookOptions Delivery)
{
    /// <summary>Known to everybody, so it is refused outside Development.</summary>
    public const string DevelopmentEncryptionKey = "YWxsbWluZS13ZWJob29rcy1pbi1kZXZlbG9wbWVudC4=";

    public const string NetworksSetting = "Webhooks:AllowedNetworks";
    public const string PrivateSetting = "Webhooks:AllowPrivateAddresses";
    public const string KeySetting = "Webhooks:EncryptionKey";
    public const string DelaysSetting = "Webhooks:RetryDelays";

    /// <summary>The most attempts after the first one.</summary>
    public const int MostDelays = 1_000;

    /// <summary>A millisecond: no time at all would try without end in no time.</summary>
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan GreatestDelay = TimeSpan.FromDays(1);

    /// <exception cref="SettingException">A network that can't be opened, a key that is none, delays out of their bounds, or what is for Development elsewhere.</exception>
    public static WebhookSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var development = environment.IsDevelopment();
        var allowPrivate = configuration.Flag(PrivateSetting, fallback: false);
        if (allowPrivate && !development)
            throw new SettingException(PrivateSetting, $"is refused outside Development: whoever may make webhooks could reach all that the service can (name private networks in {NetworksSetting})");
        var networks = configuration.List(NetworksSetting).Select(item =>
        {
            var network = NetworkText.Read(item.Setting, item.Value);
            return WebhookAddresses.CanBeOpened(network)
                ? network
                : throw new SettingException(item.Setting, $"has addresses of this machine or of its links in it, or of IPv4 in another form: \"{item.Value}\"");
        }).ToList();
        return new WebhookSettings(
            new WebhookSenderOptions { AllowedNetworks = networks, AllowPrivateAddresses = allowPrivate, Version = ProgramVersion.Short },
            new WebhookKeyOptions(KeyIn(configuration, development)),
            DeliveryIn(configuration));
    }

    public override string ToString() =>
        $"{nameof(WebhookSettings)} {{ {nameof(WebhookSenderOptions.AllowedNetworks)} = {string.Join(' ', Sender.AllowedNetworks)}, {nameof(WebhookSenderOptions.AllowPrivateAddresses)} = {Sender.AllowPrivateAddresses}, {Key}, {nameof(WebhookOptions.RetryDelays)} = {Delivery.RetryDelays.Count} }}";

    private static byte[]? KeyIn(IConfiguration configuration, bool development)
    {
        var text = configuration.Text(KeySetting)?.Trim() ?? (development ? DevelopmentEncryptionKey : null);
        if (text is null)
            return null;
        var key = new byte[WebhookKeyOptions.Size];
        if (!Convert.TryFromBase64String(text, key, out var size) || size != WebhookKeyOptions.Size)
            throw new SettingException(KeySetting, $"must be {WebhookKeyOptions.Size} bytes in base64, as by openssl rand -base64 {WebhookKeyOptions.Size}");
        if (!development && key.AsSpan().SequenceEqual(Convert.FromBase64String(DevelopmentEncryptionKey)))
            throw new SettingException(KeySetting, "is the development key, which everybody knows: it is refused outside Development");
        return key;
    }

    private static WebhookOptions DeliveryIn(IConfiguration configuration)
    {
        var given = configuration.List(DelaysSetting);
        if (given.Count > MostDelays)
            throw new SettingException(DelaysSetting, $"has more than {MostDelays} items");
        return given.Count == 0
            ? new WebhookOptions()
            : new WebhookOptions
            {
                // Sections sort names that are numbers as numbers.
                RetryDelays = [.. given.Select(item => configuration.Duration(item.Setting, LeastDelay, LeastDelay, GreatestDelay))],
            };
    }
}
