using System.Net;

namespace Allmine.Api.Configuration.Reading;

/// <summary>Networks as settings name them.</summary>
internal static class NetworkText
{
    /// <summary>A network, or one address.</summary>
    /// <exception cref="SettingException">Neither.</exception>
    public static IPNetwork Read(string setting, string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        // Of the shorter forms, "10.0" would be 10.0.0.0: not what is meant.
        return IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(letter => letter == '.') == 3)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new SettingException(setting, $"must be an address or a network like 10.0.0.0/8, not \"{text}\"");
    }
}
