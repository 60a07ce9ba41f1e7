using System.Text;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>
/// What files of other formats begin with: pictures, films and sounds whose names tell the truth though the service does not show them, and
/// files that are surely none of these. What begins with nothing of it is unknown.
/// </summary>
internal static class Signatures
{
    /// <summary>Of a tar archive, whose name stands before it.</summary>
    private const int TarOffset = 257;

    /// <summary>Within which readers look for the head of a PDF.</summary>
    private const int FurthestPdf = 1024;

    private static readonly (MediaFormat Format, byte[] Beginning)[] Beginnings =
    [
        .. Of(MediaFormat.Tiff, "II*\0", "MM\0*", "II+\0", "MM\0+"),
        .. Of(
            MediaFormat.OtherImage,
            "8BPS\0", "\0\0\u0001\0", "\u00FF\n", "\u00FFO\u00FFQ", "II\u00BC\u0001", "IIRO", "IIRS", "IIU\0", "MMOR", "FUJIFILMCCD-RAW", "FOVb",
            "v/1\u0001", "#?RADIANCE", "qoif", "gimp xcf", "DDS ", "icns", "AT&TFORM"),
        .. Of(MediaFormat.OtherVideo, "FLV\u0001", "\0\0\u0001\u00BA", "\0\0\u0001\u00B3", ".RMF"),
        .. Of(MediaFormat.Asf, "0&\u00B2u\u008Ef\u00CF\u0011"),
        .. Of(MediaFormat.Amr, "#!AMR\n"),
        .. Of(MediaFormat.AmrWideband, "#!AMR-WB\n"),
        .. Of(MediaFormat.Caf, "caff\0\u0001"),
        .. Of(MediaFormat.Au, ".snd"),
        .. Of(MediaFormat.OtherAudio, "#!AMR", "#!SILK", "MThd", "MAC ", "wvpk", "TTA1", "TTA2", "MP+", "MPCK", "OFR ", "DSD ", "FRM8", "\u007F\u00FE\u0080\u0001", "Extended Module:", "IMPM"),
        .. Of(
            MediaFormat.File,
            // Archives, and documents that are archives.
            "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\b", "7z\u00BC\u00AF\u0027\u001C", "Rar!\u001A\u0007", "\u001F\u008B\b", "\u00FD7zXZ\0", "(\u00B5/\u00FD", "\u0004\"M\u0018",
            "LZIP", "MSCF", "!<arch>\n", "070701", "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", "Cr24", "xar!",
            // Documents and data.
            "%!PS", "{\\rtf", "SQLite format 3\0", "wOFF", "wOF2", "OTTO\0", "BEGIN:VC",
            // Programs and scripts.
            "\u007FELF", "\u00CA\u00FE\u00BA\u00BE", "\u00CF\u00FA\u00ED\u00FE", "\0asm", "#!/", "<?php",
            // Lists of addresses.
            "#EXTM3U", "[playlist]", "ffconcat version"),
    ];

    /// <param name="bytes">The first of the file.</param>
    /// <param name="isWhole">Whether there are no others.</param>
    /// <returns>Null if the bytes are nothing that is known.</returns>
    public static MediaFormat? Find(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        foreach (var (format, beginning) in Beginnings)
        {
            if (bytes.StartsWith(beginning))
                return format;
        }

        return OfStructure(bytes) ?? (IsDocument(bytes) || TextSniffer.IsMarkup(bytes) || TextSniffer.IsText(bytes, isWhole) ? MediaFormat.File : null);
    }

    private static MediaFormat? OfStructure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
            return null;
        if ((bytes.StartsWith("BM"u8) && bytes[6..10].IndexOfAnyExcept((byte)0) < 0) || bytes[4..].StartsWith("jP  "u8) || bytes[4..].StartsWith("JXL "u8))
            return MediaFormat.OtherImage;
        if (bytes.StartsWith("FORM"u8) && (bytes[8..].StartsWith("AIFF"u8) || bytes[8..].StartsWith("AIFC"u8)))
            return MediaFormat.Aiff;
        return IsTransportStream(bytes) ? MediaFormat.OtherVideo : null;
    }

    private static bool IsDocument(ReadOnlySpan<byte> bytes) =>
        bytes[..Math.Min(bytes.Length, FurthestPdf)].IndexOf("%PDF-"u8) >= 0
        || (bytes.Length > TarOffset && bytes[TarOffset..].StartsWith("ustar"u8))
        || (bytes.StartsWith("BZh"u8) && bytes.Length > 10 && bytes[4..].StartsWith("1AY&SY"u8))
        || IsWindowsProgram(bytes);

    private static bool IsWindowsProgram(ReadOnlySpan<byte> bytes)
    {
        const int HeaderSize = 64;
        const int OffsetOfHead = 60;
        if (bytes.Length < HeaderSize || !bytes.StartsWith("MZ"u8))
            return false;
        var head = BitConverter.ToUInt32(bytes[OffsetOfHead..]);
        return head < bytes.Length && bytes[(int)head..].StartsWith("PE\0\0"u8);
    }

    private static bool IsTransportStream(ReadOnlySpan<byte> bytes)
    {
        const int Packet = 188;
        const byte Sync = 0x47;
        return bytes.Length > 2 * Packet && bytes[0] == Sync && bytes[Packet] == Sync && bytes[2 * Packet] == Sync;
    }

    /// <param name="format">That begins with any of these.</param>
    /// <param name="beginnings">A character is a byte.</param>
    private static IEnumerable<(MediaFormat Format, byte[] Beginning)> Of(MediaFormat format, params string[] beginnings) =>
        beginnings.Select(beginning => (format, Encoding.Latin1.GetBytes(beginning)));
}
