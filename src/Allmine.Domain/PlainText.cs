namespace Allmine.Domain;

/// <summary>The measures that every text of a caller is held to.</summary>
public static class PlainText
{
    /// <summary>Whether there is nothing in the text but characters with the Unicode property White_Space.</summary>
    public static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);

    /// <summary>Whether the text can be stored and returned as it is: no U+0000, no half of a surrogate pair.</summary>
    public static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        if (rest.Contains('\0'))
            return false;
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at && at >= 0)
        {
            rest = rest[at..];
            if (rest.Length < 2 || !char.IsSurrogatePair(rest[0], rest[1]))
                return false;
            rest = rest[2..];
        }

        return true;
    }

    /// <summary>
    /// Whether the text, without white space at its ends, has at most <paramref name="limit"/> Unicode scalar values, and with it no more
    /// than <paramref name="bound"/> UTF-16 code units: white space counts for what is stored.
    /// </summary>
    public static bool HasAtMost(string text, int limit, int bound)
    {
        if (text.Length <= limit)
            return true;
        if (text.Length > bound)
            return false;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length <= limit)
            return true;
        if (trimmed.Length > 2 * limit)
            return false;
        var count = 0;
        foreach (var _ in trimmed.EnumerateRunes())
            count++;
        return count <= limit;
    }
}
