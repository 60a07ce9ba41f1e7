using System.Buffers;
using System.Text;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>Tells text, and HTML, SVG and other XML even if their text is broken.</summary>
internal static class TextSniffer
{
    /// <summary>How much of it has to be text. Sound that is cut at random may begin with a tag of two bytes, not with a line of text.</summary>
    private const int TextLength = 16;

    /// <summary>Tags that are no accident, whatever follows them.</summary>
    private static readonly byte[][] Tags =
    [
        .. ((string[])["!doctype", "!--", "?xml", "html", "head", "body", "script", "style", "title", "iframe", "table", "svg"]).Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Behind a mark of the encoding and white space: a bracket, a letter or what may stand for it, and text.</summary>
    public static bool IsMarkup(ReadOnlySpan<byte> bytes)
    {
        if (IsMarkedWide(bytes))
            return IsWide(bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        bytes = bytes.TrimStart(" \t\r\n\f"u8);
        return bytes.Length > 1 && bytes[0] == '<' && (char.IsAsciiLetter((char)bytes[1]) || bytes[1] is (byte)'!' or (byte)'?')
            && (IsTag(bytes[1..]) || IsUtf8(bytes[..Math.Min(bytes.Length, TextLength)], isWhole: bytes.Length < TextLength));
    }

    /// <summary>Whether all of it is text. Pictures that are written as text are none: their names tell the truth.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes, bool isWhole) =>
        bytes.Length > 0 && (IsMarkedWide(bytes) || IsUtf8(bytes, isWhole)) && !IsPicture(bytes);

    private static bool IsMarkedWide(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    private static bool IsPicture(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("/* XPM */"u8) || bytes.StartsWith("#define "u8) || (bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'7' && bytes[2] is (byte)'\n' or (byte)' ');

    private static bool IsTag(ReadOnlySpan<byte> bytes)
    {
        foreach (var tag in Tags)
        {
            if (bytes.Length >= tag.Length && Ascii.EqualsIgnoreCase(bytes[..tag.Length], tag))
                return true;
        }

        return false;
    }

    /// <summary>In UTF-16.</summary>
    private static bool IsWide(ReadOnlySpan<byte> bytes)
    {
        var encoding = bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        var text = encoding.GetString(bytes[2..Math.Min(bytes.Length, 2 * TextLength)]).AsSpan().TrimStart();
        return text.Length > 1 && text[0] == '<' && (char.IsAsciiLetter(text[1]) || text[1] is '!' or '?');
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        while (bytes.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == OperationStatus.NeedMoreData)
                return !isWhole;
            if (status != OperationStatus.Done || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)))
                return false;
            bytes = bytes[consumed..];
        }

        return true;
    }
}
