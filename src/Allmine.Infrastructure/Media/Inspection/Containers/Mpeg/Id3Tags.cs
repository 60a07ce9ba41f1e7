using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;

/// <summary>ID3v2 tags, which stand before the sound of many MP3 and some AAC and FLAC files.</summary>
internal static class Id3Tags
{
    public const int HeaderSize = 10;

    /// <summary>More than one is rare; more than this many is no honest file.</summary>
    private const int MaxTags = 8;

    private const int FooterFlag = 0x10;

    /// <summary>Where the first tag ends by its own claim, which may be beyond the file's end; 0 if there is no tag.</summary>
    public static long EndOfFirst(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSize || !header.StartsWith("ID3"u8) || header[3] == 0xFF || header[4] == 0xFF)
            return 0;
        // Four bytes of seven bits.
        if (((header[6] | header[7] | header[8] | header[9]) & 0x80) != 0)
            return 0;
        var size = (header[6] << 21) | (header[7] << 14) | (header[8] << 7) | header[9];
        return HeaderSize + size + ((header[5] & FooterFlag) != 0 ? HeaderSize : 0);
    }

    /// <summary>Where the content begins after all the tags; beyond the file's end if a tag says so.</summary>
    public static long EndOfAll(BoundedReader reader)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        var offset = 0L;
        for (var tag = 0; tag < MaxTags && reader.TryRead(offset, header) && EndOfFirst(header) is var size and > 0; tag++)
            offset += size;
        return offset;
    }
}
