using System.Buffers;
using System.Globalization;
using System.Text;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Persistence;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>Makes a client's name of a file fit to be shown and stored.</summary>
internal static class FileNames
{
    /// <summary>For files that come without a name, or with one of which nothing is left.</summary>
    public const string Nameless = "file";

    /// <summary>What is longer behind the last dot is no extension.</summary>
    private const int MaxExtensionLength = 32;

    /// <summary>
    /// The last part of a path, without control characters, line separators, halves of surrogate pairs and characters that
    /// turn the direction of writing (which make "gpj.exe" look like "exe.jpg"); at most
    /// <see cref="UploadedFile.MaxNameLength"/> characters, of which the extension is kept; never empty.
    /// </summary>
    public static string Clean(string? name)
    {
        var rest = name.AsSpan();
        rest = rest[(rest.LastIndexOfAny('/', '\\') + 1)..];
        var runes = new List<Rune>(Math.Min(rest.Length, UploadedFile.MaxNameLength));
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            rest = rest[consumed..];
            if (status == OperationStatus.Done && IsKept(rune))
                runes.Add(rune);
        }

        Trim(runes);
        runes = [.. NameForms.Unmixed(string.Concat(runes)).EnumerateRunes()];
        Shorten(runes);
        return runes.Count == 0 ? Nameless : string.Concat(runes);
    }

    /// <summary>The name of the JPEG that shows what is in a file.</summary>
    public static string OfThumbnail(string name) => Clean(Path.ChangeExtension(name, "jpg"));

    private static bool IsKept(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF);

    /// <summary>White space at the ends goes, and dots at the end, which leaves nothing of "." and "..".</summary>
    private static void Trim(List<Rune> runes)
    {
        var end = runes.Count;
        while (end > 0 && (Rune.IsWhiteSpace(runes[end - 1]) || runes[end - 1].Value == '.'))
            end--;
        runes.RemoveRange(end, runes.Count - end);
        var start = 0;
        while (start < runes.Count && Rune.IsWhiteSpace(runes[start]))
            start++;
        runes.RemoveRange(0, start);
    }

    private static void Shorten(List<Rune> runes)
    {
        if (runes.Count <= UploadedFile.MaxNameLength)
            return;
        var extension = runes.Count - runes.LastIndexOf(new Rune('.'));
        if (extension > MaxExtensionLength)
            extension = 0;
        var kept = UploadedFile.MaxNameLength - extension;
        runes.RemoveRange(kept, runes.Count - extension - kept);
    }
}
