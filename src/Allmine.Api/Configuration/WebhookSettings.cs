using System.Net;
using Allmine.Api.Configuration.Reading;
using Allmine.Application.Webhooks;
using Allmine.Infrastructure.Webhooks;

namespace Allmine.Api.Configuration;

/// <summary>How webhooks are sent (section <c>Webhooks</c>).</summary>
/// <param name="Options">When they are tried again.</param>
/// <param name="Sender">Where they may be sent.</param>
/// <param name="EncryptionKey">32 bytes; null for none.</param>
public sealed record WebhookSettings(WebhookOptions Options, WebhookSenderOptions Sender, byte[]? EncryptionKey)
{
    /// <summary>Known to everybody, so it is refused outside Development.</summary>
    public const string DevelopmentEncryptionKey = "YWxsbWluZS1kZXZlbG9wbWVudC13ZWJob29rLWtleS4=";

    public const string KeySetting = "Webhooks:EncryptionKey";
    public const string NetworksSetting = "Webhooks:AllowedNetworks";
    public const string PrivateSetting = "Webhooks:AllowPrivateAddresses";
    public const string DelaysSetting = "Webhooks:RetryDelays";

    public const int KeyBytes = 32;

    public const int MaxDelays = 1000;

    public static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(1);

    public static readonly TimeSpan GreatestDelay = TimeSpan.FromDays(1);

    /// <exception cref="SettingException">A setting is wrong, or opens what must stay shut.</exception>
    public static WebhookSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var development = environment.IsDevelopment();
        var allowsPrivate = configuration.Flag(PrivateSetting, development);
        if (allowsPrivate && !development)
            throw new SettingException(PrivateSetting, $"opens this machine and its network to whoever makes a webhook: it is refused outside Development (name networks in {NetworksSetting})");
        var sender = new WebhookSenderOptions
        {
            Version = ProgramVersion.Short,
            AllowsPrivate = allowsPrivate,
            AllowedNetworks = [.. configuration.List(NetworksSetting).Select(item => NetworkIn(item.Setting, item.Value))],
        };
        var delays = configuration.List(DelaysSetting);
        if (delays.Count > MaxDelays)
            throw new SettingException(DelaysSetting, $"must have at most {MaxDelays} items, not {delays.Count}");
        var options = delays.Count == 0
            ? new WebhookOptions()
            : new WebhookOptions { RetryDelays = [.. delays.Select(item => configuration.Duration(item.Setting, LeastDelay, LeastDelay, GreatestDelay))] };
        return new WebhookSettings(options, sender, KeyIn(configuration, development));
    }

    /// <summary>Without the key.</summary>
    public override string ToString() =>
        $"{nameof(WebhookSettings)} {{ {nameof(EncryptionKey)} = {(EncryptionKey is null ? "none" : "given")}, {nameof(Sender.AllowedNetworks)} = {string.Join(' ', Sender.AllowedNetworks)}, {nameof(Sender.AllowsPrivate)} = {Sender.AllowsPrivate} }}";

    private static byte[]? KeyIn(IConfiguration configuration, bool development)
    {
        if ((configuration.Text(KeySetting) ?? (development ? DevelopmentEncryptionKey : null)) is not { } text)
            return null;
        if (!development && text.Trim() == DevelopmentEncryptionKey)
            throw new SettingException(KeySetting, "is the development key, which everybody knows: it is refused outside Development");
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length == KeyBytes
            ? key[..length]
            : throw new SettingException(KeySetting, $"must be {KeyBytes} bytes in base64, as by openssl rand -base64 {KeyBytes}");
    }

    private static IPNetwork NetworkIn(string setting, string text)
    {
        // Of the shorter forms, "10/8" would be 0.0.0.10/8: not what is meant.
        var isWhole = text.Contains(':', StringComparison.Ordinal) || text.Count(letter => letter == '.') == 3;
        IPNetwork network;
        if (isWhole && IPAddress.TryParse(text, out var address))
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        else if (!isWhole || !IPNetwork.TryParse(text, out network))
            throw new SettingException(setting, $"must be an address or a network like 10.0.0.0/8, not \"{text}\"");
        return WebhookAddresses.CanOpen(network)
            ? network
            : throw new SettingException(setting, $"can't be \"{text}\": it has loopback or link-local addresses in it, or others that lead to these");
    }
}
