using System.Globalization;

namespace Allmine.Api.Http.Binding;

/// <summary>Names that callers made up, as errors may quote them.</summary>
internal static class ForeignName
{
    /// <summary>The most characters (Unicode scalar values) that are quoted.</summary>
    public const int MaxLength = 64;

    /// <summary>The name, or its beginning; a surrogate pair is never cut in half.</summary>
    public static string Quoted(string name)
    {
        if (name.Length <= MaxLength)
            return name;
        var length = 0;
        foreach (var rune in name.EnumerateRunes().Take(MaxLength))
            length += rune.Utf16SequenceLength;
        return name[..Math.Min(length, name.Length)];
    }

    /// <summary>The name of a header in a code: in camel case and without <c>X-</c>.</summary>
    public static string OfHeader(string header)
    {
        var words = header.Split('-', StringSplitOptions.RemoveEmptyEntries);
        var begin = words.Length > 1 && words[0].Equals("X", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        return Quoted(string.Concat(words.Skip(begin).Select((word, index) => index == 0 ? word.ToLower(CultureInfo.InvariantCulture) : Capitalized(word))));
    }

    private static string Capitalized(string word) => char.ToUpperInvariant(word[0]) + word[1..].ToLower(CultureInfo.InvariantCulture);
}
