using System.Net;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>Which addresses a webhook may be sent to.</summary>
public sealed class WebhookAddresses(WebhookSenderOptions options)
{
    private const int NatPrefixBytes = 12;

    /// <summary>Of the addresses that are given out: all other IPv6 addresses are loopback, local, a translation or nothing yet.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    /// <summary>IPv4 behind a translator, which connects to just that address.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] Special = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Teredo, benchmarks and ORCHID; documentation; 6to4; documentation.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>What <see cref="WebhookSenderOptions.AllowsPrivate"/> opens.</summary>
    private static readonly IPNetwork[] Private = Parse(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10");

    /// <summary>Loopback and link-local, and whatever else leads there: zero forms, and IPv4 in IPv6.</summary>
    private static readonly IPNetwork[] Never = Parse(
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fe80::/10", "ff00::/8");

    /// <summary>Whether a network can be opened at all (<see cref="WebhookSenderOptions.AllowedNetworks"/>).</summary>
    public static bool CanOpen(IPNetwork network) => !Array.Exists(Never, never => Overlap(never, network));

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IsPublic(plain)
            || options.AllowedNetworks.Any(network => network.Contains(plain))
            || (options.AllowsPrivate && Array.Exists(Private, network => network.Contains(plain)));
    }

    private static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && !GlobalV6.Contains(address))
            return Nat64.Contains(address) && IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(NatPrefixBytes)));
        return !Array.Exists(Special, network => network.Contains(address));
    }

    /// <summary>By their bits: the framework takes IPv4 in IPv6 for IPv4.</summary>
    private static bool Overlap(IPNetwork one, IPNetwork other)
    {
        var (a, b) = (one.BaseAddress.GetAddressBytes(), other.BaseAddress.GetAddressBytes());
        var bits = Math.Min(one.PrefixLength, other.PrefixLength);
        return a.Length == b.Length && Enumerable.Range(0, bits).All(bit => (((a[bit / 8] ^ b[bit / 8]) >> (7 - (bit % 8))) & 1) == 0);
    }

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
