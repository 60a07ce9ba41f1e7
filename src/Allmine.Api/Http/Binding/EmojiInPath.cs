using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.Http.Binding;

/// <summary>
/// Reads the last part of a path as it came. The server leaves what it can't decode as it is, and a slash that is percent-encoded, so that two callers
/// who mean different emoji could be taken for one.
/// </summary>
internal static class EmojiInPath
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="context">Of the request.</param>
    /// <param name="routed">As the routing gives it.</param>
    /// <returns>What is written there, decoded; empty, which is no emoji, where it is not percent-encoded UTF-8.</returns>
    public static string Read(HttpContext context, string routed)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target))
            return routed;
        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? target.AsSpan() : target.AsSpan(0, end);
        return Decode(path[(path.LastIndexOf('/') + 1)..]) ?? string.Empty;
    }

    private static string? Decode(ReadOnlySpan<char> part)
    {
        var bytes = new byte[part.Length];
        var count = 0;
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] != '%')
            {
                // Others than ASCII come percent-encoded.
                if (!char.IsAscii(part[i]))
                    return null;
                bytes[count++] = (byte)part[i];
                continue;
            }

            if (i + 2 >= part.Length || !char.IsAsciiHexDigit(part[i + 1]) || !char.IsAsciiHexDigit(part[i + 2]))
                return null;
            bytes[count++] = Convert.FromHexString(part.Slice(i + 1, 2))[0];
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
