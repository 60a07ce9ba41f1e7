using System.Text;

namespace Allmine.Api.Http.Binding;

/// <summary>
/// How the bytes of request headers become text. The server's own way ends a request that has other bytes than UTF-8 with a
/// status alone; this one lets it through with a mark in it, so that it can be refused like any other.
/// </summary>
internal static class HeaderText
{
    /// <summary>Stands for bytes that are no UTF-8.</summary>
    private const char Mark = '\uFFFD';

    private static readonly Encoding Lenient = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new NotingFallback());

    private static volatile bool hasMetMarks;

    /// <summary>For every header alike; the parameter is its name.</summary>
    public static Encoding EncodingOf(string name) => Lenient;

    /// <summary>The headers with bytes that are no UTF-8. Nobody looks for them until this process has met the first.</summary>
    public static IEnumerable<string> Unreadable(IHeaderDictionary headers) =>
        hasMetMarks ? headers.Where(header => header.Value.Any(value => value?.Contains(Mark) == true)).Select(header => header.Key) : [];

    /// <summary>Replaces, and takes a note of it.</summary>
    private sealed class NotingFallback : DecoderFallback
    {
        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer()
        {
            hasMetMarks = true;
            return new DecoderReplacementFallback(Mark.ToString()).CreateFallbackBuffer();
        }
    }
}
