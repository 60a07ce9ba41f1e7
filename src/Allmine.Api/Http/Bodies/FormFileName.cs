using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Http.Bodies;

/// <summary>The name that a part of a form gives to its file.</summary>
internal static partial class FormFileName
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// What <c>filename*</c> says; where there is none, or it can't be read, <c>filename</c>, of which what browsers write as <c>%22</c>,
    /// <c>%0D</c> and <c>%0A</c> and others as <c>\"</c> is decoded, and nothing else: a name may well have a percent sign. Null without either.
    /// </summary>
    public static string? Of(ContentDispositionHeaderValue disposition) =>
        Extended(NameValueHeaderValue.Find(disposition.Parameters, "filename*")?.Value.Value)
        ?? (HeaderUtilities.RemoveQuotes(disposition.FileName).Value is { } name ? Escapes().Replace(name, Unescape) : null);

    /// <summary>By RFC 8187: encoding, language, and the bytes of the name, percent-encoded. Null if it is not that.</summary>
    private static string? Extended(string? value)
    {
        if (value is null || ExtendedForm().Match(value.Trim('"')) is not { Success: true } match)
            return null;
        var decoded = new List<byte>();
        for (var rest = match.Groups["bytes"].ValueSpan; !rest.IsEmpty;)
        {
            var isEncoded = rest[0] == '%';
            decoded.Add(isEncoded ? byte.Parse(rest[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : (byte)rest[0]);
            rest = rest[(isEncoded ? 3 : 1)..];
        }

        try
        {
            var encoding = match.Groups["encoding"].ValueSpan.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? StrictUtf8 : Encoding.Latin1;
            return encoding.GetString([.. decoded]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Unescape(Match match) => match.ValueSpan switch
    {
        "%0D" or "%0d" => "\r",
        "%0A" or "%0a" => "\n",
        _ => "\"",
    };

    [GeneratedRegex(@"%22|%0[DdAa]|\\""", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\A(?<encoding>utf-8|iso-8859-1)'[A-Za-z0-9-]*'(?<bytes>(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExtendedForm();
}
