using System.Collections.Frozen;
using System.Net;
using Allmine.Api.Configuration.Reading;

namespace Allmine.Api.Configuration;

/// <summary>Whom to believe about callers, and by which names to be called (<c>Proxy:Trusted</c>, <c>Hosts:Allowed</c>).</summary>
/// <param name="Trusted">Networks of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed.</param>
/// <param name="AllowedHosts">Names without ports; none for any.</param>
/// <param name="MainHost">The first of them: the service names itself by it.</param>
public sealed record ProxySettings(IReadOnlyList<IPNetwork> Trusted, FrozenSet<string> AllowedHosts, string? MainHost)
{
    public const string TrustedSetting = "Proxy:Trusted";
    public const string HostsSetting = "Hosts:Allowed";

    /// <summary>Of the framework: believes everybody.</summary>
    private const string BelieveAll = "FORWARDEDHEADERS_ENABLED";

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <exception cref="SettingException">No network, no name of a host.</exception>
    public static ProxySettings Read(IConfiguration configuration)
    {
        if (configuration.Flag(BelieveAll, fallback: false))
            throw new SettingException($"ASPNETCORE_{BelieveAll}", $"believes everybody who calls: set {TrustedSetting} to the proxy's address instead");
        var trusted = configuration.List(TrustedSetting).Select(item => NetworkIn(item.Setting, item.Value)).ToList();
        var hosts = configuration.List(HostsSetting).Select(item => HostIn(item.Setting, item.Value)).ToList();
        return new ProxySettings(trusted.Count > 0 ? trusted : Loopback, hosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase), hosts.FirstOrDefault());
    }

    public override string ToString() => $"{nameof(ProxySettings)} {{ {nameof(Trusted)} = {string.Join(' ', Trusted)}, {nameof(AllowedHosts)} = {string.Join(' ', AllowedHosts)} }}";

    private static IPNetwork NetworkIn(string setting, string text)
    {
        var network = NetworkText.Read(setting, text);
        return network.PrefixLength == 0 ? throw new SettingException(setting, $"would believe everybody who calls, with \"{text}\"") : network;
    }

    private static string HostIn(string setting, string text) => Uri.CheckHostName(text.Trim('[', ']')) == UriHostNameType.Unknown
        ? throw new SettingException(setting, $"must be the name of a host without a port, not \"{text}\"")
        : text.Contains(':', StringComparison.Ordinal) ? $"[{text.Trim('[', ']')}]" : text;
}
