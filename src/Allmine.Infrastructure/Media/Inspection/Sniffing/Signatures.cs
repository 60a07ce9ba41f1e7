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
            "\u00FFO\u00FFQ", "II\u00BC\u0001", "IIRO", "IIRS", "IIU\0", "MMOR", "FUJIFILMCCD-RAW", "FOVb",
            "v/1\u0001", "#?RADIANCE", "qoif", "gimp xcf", "DDS ", "icns", "AT&TFORM"),
        .. Of(FileFormats.Psd, "8BPS\0"),
        .. Of(FileFormats.Icon, "\0\0\u0001\0"),
        .. Of(FileFormats.JpegXl, "\u00FF\n"),
        .. Of(FileFormats.Flv, "FLV\u0001"),
        .. Of(FileFormats.Mpeg, "\0\0\u0001\u00BA", "\0\0\u0001\u00B3"),
        .. Of(MediaFormat.OtherVideo, ".RMF"),
        .. Of(MediaFormat.Asf, "0&\u00B2u\u008Ef\u00CF\u0011"),
        .. Of(MediaFormat.Amr, "#!AMR\n"),
        .. Of(MediaFormat.AmrWideband, "#!AMR-WB\n"),
        .. Of(MediaFormat.Caf, "caff\0\u0001"),
        .. Of(MediaFormat.Au, ".snd"),
        .. Of(MediaFormat.OtherAudio, "#!AMR", "#!SILK", "TTA1", "TTA2", "OFR ", "DSD ", "FRM8", "\u007F\u00FE\u0080\u0001", "Extended Module:", "IMPM"),
        .. Of(FileFormats.Midi, "MThd"),
        .. Of(FileFormats.MonkeysAudio, "MAC "),
        .. Of(FileFormats.WavPack, "wvpk"),
        .. Of(FileFormats.Musepack, "MP+", "MPCK"),
        .. Of(FileFormats.Zip, "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\b"),
        .. Of(FileFormats.SevenZip, "7z\u00BC\u00AF\u0027\u001C"),
        .. Of(FileFormats.Rar, "Rar!\u001A\u0007"),
        .. Of(FileFormats.Gzip, "\u001F\u008B\b"),
        .. Of(FileFormats.Xz, "\u00FD7zXZ\0"),
        .. Of(FileFormats.Zstandard, "(\u00B5/\u00FD"),
        .. Of(FileFormats.Compound, "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1"),
        .. Of(FileFormats.Rtf, "{\\rtf"),
        .. Of(FileFormats.PostScript, "%!PS"),
        .. Of(FileFormats.Text, "BEGIN:VC"),
        .. Of(
            MediaFormat.File,
            // Other archives and data.
            "\u0004\"M\u0018", "LZIP", "MSCF", "!<arch>\n", "070701", "Cr24", "xar!", "SQLite format 3\0", "wOFF", "wOF2", "OTTO\0",
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

        if ((OfStructure(bytes) ?? OfDocument(bytes)) is { } found)
            return found;
        if (TextSniffer.IsMarkup(bytes))
            return MediaFormat.File;
        return TextSniffer.IsText(bytes, isWhole) ? FileFormats.Text : null;
    }

    private static MediaFormat? OfStructure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
            return null;
        if (bytes.StartsWith("BM"u8) && bytes[6..10].IndexOfAnyExcept((byte)0) < 0)
            return FileFormats.Bmp;
        if (bytes[4..].StartsWith("jP  "u8))
            return FileFormats.Jpeg2000;
        if (bytes[4..].StartsWith("JXL "u8))
            return FileFormats.JpegXl;
        if (bytes.StartsWith("FORM"u8) && (bytes[8..].StartsWith("AIFF"u8) || bytes[8..].StartsWith("AIFC"u8)))
            return MediaFormat.Aiff;
        return IsTransportStream(bytes) ? FileFormats.TransportStream : null;
    }

    private static MediaFormat? OfDocument(ReadOnlySpan<byte> bytes)
    {
        if (bytes[..Math.Min(bytes.Length, FurthestPdf)].IndexOf("%PDF-"u8) >= 0)
            return FileFormats.Pdf;
        if (bytes.Length > TarOffset && bytes[TarOffset..].StartsWith("ustar"u8))
            return FileFormats.Tar;
        if (bytes.StartsWith("BZh"u8) && bytes.Length > 10 && bytes[4..].StartsWith("1AY&SY"u8))
            return FileFormats.Bzip2;
        return IsWindowsProgram(bytes) ? MediaFormat.File : null;
    }

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
