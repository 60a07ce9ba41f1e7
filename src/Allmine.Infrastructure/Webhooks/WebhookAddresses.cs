using System.Net;
using System.Net.Sockets;
using System.Text;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>Which addresses webhooks may go to: those of the public internet, and what the settings open.</summary>
public sealed class WebhookAddresses(WebhookSenderOptions options)
{
    /// <summary>The longest name that can be looked up, without a dot at its end.</summary>
    private const int MaxNameLength = 253;

    /// <summary>Of this machine and its links, which no setting for a deployment opens. On Linux a connection to <c>0.0.0.0</c> or <c>::</c> goes to this machine, too.</summary>
    private static readonly IPNetwork[] Near = Networks("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "::/128", "::1/128", "fe80::/10");

    /// <summary>Of this machine and the networks around it, as a developer has receivers there.</summary>
    private static readonly IPNetwork[] Private = Networks(
        "127.0.0.0/8", "169.254.0.0/16", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fe80::/10", "fc00::/7", "fec0::/10");

    /// <summary>IPv4 addresses that aren't of the public internet (RFC 6890 and the registry that goes on from it).</summary>
    private static readonly IPNetwork[] Special = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Public by its number alone: at Azure it is the host of the virtual machine.
        "168.63.129.16/32");

    /// <summary>The public internet of IPv6. All else there is special: loopback, links, multicast, what is not given out yet.</summary>
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>What is special within <see cref="Global"/>: Teredo and other protocols, documentation, 6to4.</summary>
    private static readonly IPNetwork[] SpecialGlobal = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>Addresses with an IPv4 address in them, which lead to where that one does: mapped, compatible, NAT64, Teredo, 6to4.</summary>
    private static readonly IPNetwork[] Embedding = Networks("::ffff:0:0/96", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16");

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether a setting may open a network: one without addresses of this machine, of links, or of IPv4 in another form.</summary>
    public static bool CanBeOpened(IPNetwork network) =>
        !network.BaseAddress.IsIPv4MappedToIPv6 && !Near.Concat(Embedding).Any(other => IsIn(network.BaseAddress, other) || IsIn(other.BaseAddress, network));

    /// <summary>Whether a connection may be made to an address.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IsPublic(plain) || IsIn(plain, options.AllowedNetworks) || (options.AllowPrivateAddresses && IsIn(plain, Private));
    }

    /// <summary>Whether a URL may be a webhook's, before its name is looked up.</summary>
    public bool MayHave(string url)
    {
        if (url.Length > IWebhookSender.MaxUrlLength || url.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '#' or '\\'))
            return false;
        try
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var uri) && (options.IsOwnReceiver(uri) || (IsPlain(AuthorityOf(url)) && AllowsPlace(uri)));
        }
        catch (UriFormatException)
        {
            // Of a host that can't be written in ASCII.
            return false;
        }
    }

    /// <summary>
    /// Whether there is nothing but a host and perhaps a port, and nothing that the parser of URLs reads as something else. Names of other scripts come in their ASCII form (<c>xn--</c>): which
    /// letters and digits stand for others is a table of Unicode's, which a resolver may read in another way.
    /// </summary>
    private static bool IsPlain(string? authority) =>
        authority is { Length: > 0 } && authority.IndexOfAny(['@', '%']) < 0 && Ascii.IsValid(authority)
        // What follows an address in brackets, and is no port, would be of the path.
        && (authority.LastIndexOf(']') is var end && (end < 0 || end == authority.Length - 1 || authority[end + 1] == ':'));

    private bool AllowsPlace(Uri uri) => uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && uri.Port is > 0 and <= IPEndPoint.MaxPort && AllowsHost(uri.IdnHost, uri.HostNameType);

    /// <summary>What stands between the scheme and the path; null for another scheme than those that are allowed.</summary>
    private string? AuthorityOf(string url)
    {
        var start = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
            : options.AllowPrivateAddresses && url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
            : 0;
        if (start == 0)
            return null;
        var end = url.AsSpan(start).IndexOfAny('/', '?');
        return end < 0 ? url[start..] : url.Substring(start, end);
    }

    private bool AllowsHost(string host, UriHostNameType kind)
    {
        if (kind is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            return false;
        var name = host.TrimEnd('.');
        if (name.Length is 0 or > MaxNameLength)
            return false;
        // It reads what inet_aton reads: decimal, octal and hexadecimal numbers, and fewer than four of them.
        if (IPAddress.TryParse(name, out var address))
            return Allows(address);
        // A last part that is a number makes an address, or nothing, of a name: never a name that can be looked up.
        var last = name[(name.LastIndexOf('.') + 1)..];
        if (last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last.Skip(2).All(char.IsAsciiHexDigit)))
            return false;
        return options.AllowPrivateAddresses || !(last.Equals("localhost", StringComparison.OrdinalIgnoreCase) || last.Equals("localdomain", StringComparison.OrdinalIgnoreCase));
    }

    /// <param name="address">Not one that is mapped.</param>
    private static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !IsIn(address, Special),
        // What a network of IPv6 alone is told for receivers of IPv4: public where that one is.
        AddressFamily.InterNetworkV6 when IsIn(address, Translated) => !IsIn(new IPAddress(address.GetAddressBytes().AsSpan(12)), Special),
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && IsIn(address, Global) && !IsIn(address, SpecialGlobal) && !IsTunnelInside(address.GetAddressBytes()),
        _ => false,
    };

    /// <summary>Whether an address is one of ISATAP, which leads to the IPv4 address at its end, and that one is not public.</summary>
    private static bool IsTunnelInside(byte[] address) =>
        address[8] is 0 or 2 && address[9] == 0 && address[10] == 0x5e && address[11] == 0xfe && IsIn(new IPAddress(address.AsSpan(12)), Special);

    private static bool IsIn(IPAddress address, IReadOnlyList<IPNetwork> networks)
    {
        foreach (var network in networks)
        {
            if (IsIn(address, network))
                return true;
        }

        return false;
    }

    /// <summary>By their bits alone: <see cref="IPNetwork.Contains"/> has IPv4 addresses in IPv6 networks, and the other way round.</summary>
    private static bool IsIn(IPAddress address, IPNetwork network)
    {
        if (address.AddressFamily != network.BaseAddress.AddressFamily)
            return false;
        Span<byte> bits = stackalloc byte[16];
        Span<byte> others = stackalloc byte[16];
        address.TryWriteBytes(bits, out _);
        network.BaseAddress.TryWriteBytes(others, out _);
        var (whole, rest) = Math.DivRem(network.PrefixLength, 8);
        return bits[..whole].SequenceEqual(others[..whole]) && (rest == 0 || (bits[whole] ^ others[whole]) >> (8 - rest) == 0);
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(text => IPNetwork.Parse(text))];
}
