using System.Net;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>
/// Which URLs a webhook may have, as far as their letters tell. They are ASCII, as RFC 3986 has it: names of other letters come in punycode,
/// so that no two readers take a letter that looks like a digit or a dot for different hosts.
/// </summary>
internal static class WebhookUrl
{
    public const int MaxLength = 2048;

    public static bool IsAllowed(string url, bool allowsPrivate, WebhookAddresses addresses)
    {
        if (url.Length > MaxLength || url.AsSpan().ContainsAnyExceptInRange('!', '~') || url.AsSpan().ContainsAny('#', '\\'))
            return false;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (allowsPrivate && uri.Scheme == Uri.UriSchemeHttp)))
            return false;
        var start = uri.Scheme.Length + Uri.SchemeDelimiter.Length;
        if (url.Length <= start || url.IndexOf(Uri.SchemeDelimiter, StringComparison.Ordinal) != uri.Scheme.Length)
            return false;
        var rest = url.AsSpan(start);
        var authority = rest.IndexOfAny('/', '?') is >= 0 and var end ? rest[..end] : rest;
        // An @ is a user; a % hides letters, or names the zone of a local address.
        if (authority.ContainsAny('@', '%') || uri.Port is 0)
            return false;
        return uri.HostNameType switch
        {
            UriHostNameType.IPv4 => addresses.Allows(IPAddress.Parse(uri.IdnHost)),
            // Uri reads "[::1]x" as [::1].
            UriHostNameType.IPv6 => authority[(authority.IndexOf(']') + 1)..] is "" or [':', ..] && addresses.Allows(IPAddress.Parse(uri.IdnHost)),
            UriHostNameType.Dns => IsName(uri.IdnHost, allowsPrivate),
            _ => false,
        };
    }

    /// <summary>A name whose last part is a number is an address to some readers; <c>localhost</c> is always this machine.</summary>
    private static bool IsName(string host, bool allowsPrivate)
    {
        var name = host.AsSpan().TrimEnd('.');
        var last = name[(name.LastIndexOf('.') + 1)..];
        var isNumber = !last.ContainsAnyExceptInRange('0', '9') || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !last[2..].ContainsAnyExcept("0123456789abcdefABCDEF"));
        return !isNumber && (allowsPrivate || !last.Equals("localhost", StringComparison.OrdinalIgnoreCase));
    }
}
