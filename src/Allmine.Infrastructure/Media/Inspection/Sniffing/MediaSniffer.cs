using System.Buffers.Binary;
using System.Text;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>
/// Finds the format of a file by the bytes it begins with, and by nothing else. Most formats show in the first 12 bytes, an
/// MP4's brands and a WebM's type in 64; MPEG audio and AAC have no signature, so that frames in a row are asked for.
/// </summary>
internal static class MediaSniffer
{
    /// <summary>So many bytes decide; fewer only if the file has no more.</summary>
    public const int PrefixLength = 16 * 1024;

    /// <summary>
    /// The format by the first bytes, while the rest has yet to come: an ID3 tag counts as an MP3, and whether a film has
    /// pictures is not known. <see cref="MediaLimits.MaxBytesOf(MediaFormat)"/> gives the limit to hold the upload to.
    /// </summary>
    /// <param name="prefix">The first <see cref="PrefixLength"/> bytes, or the whole file if it is shorter.</param>
    public static MediaFormat Sniff(ReadOnlySpan<byte> prefix) =>
        Id3Tags.EndOfFirst(prefix) > 0 ? MediaFormat.Mp3 : SniffContent(prefix, isWhole: prefix.Length < PrefixLength);

    /// <summary>The format of the whole file: what stands after an ID3 tag is looked at, wherever the tag ends.</summary>
    public static MediaFormat Sniff(BoundedReader reader)
    {
        var offset = Id3Tags.EndOfAll(reader);
        var prefix = new byte[(int)Math.Clamp(reader.Length - offset, 0, PrefixLength)];
        if (!reader.TryRead(offset, prefix))
            return MediaFormat.Unknown;
        var format = SniffContent(prefix, isWhole: prefix.Length == reader.Length - offset);
        if (offset == 0 || format.Container is MediaContainer.MpegAudio or MediaContainer.Adts or MediaContainer.Flac)
            return format;
        // Other sounds have such a tag, too. Any known thing that is none is an attempt to be taken for something.
        return format.Nature is null or MediaKind.Audio ? MediaFormat.OtherAudio : MediaFormat.File;
    }

    private static MediaFormat SniffContent(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return MediaFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return MediaFormat.Png;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return MediaFormat.Gif;
        if (bytes.StartsWith("RIFF"u8) || bytes.StartsWith("RIFX"u8) || bytes.StartsWith("RF64"u8) || bytes.StartsWith("BW64"u8))
            return OfRiff(bytes);
        if (bytes.StartsWith("OggS"u8))
            return MediaFormat.Ogg;
        if (bytes.StartsWith("fLaC"u8))
            return MediaFormat.Flac;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return OfEbml(bytes);
        return OfIsoMedia(bytes) ?? FrameSniffer.Begins(bytes, isWhole) ?? Signatures.Find(bytes, isWhole) ?? FrameSniffer.GoesOn(bytes, isWhole) ?? MediaFormat.Unknown;
    }

    private static MediaFormat OfRiff(ReadOnlySpan<byte> bytes) => FourCharacters(bytes, 8) switch
    {
        "WEBP" => MediaFormat.WebP,
        "WAVE" => MediaFormat.Wave,
        "AVI " => FileFormats.Avi,
        "RMID" => FileFormats.Midi,
        _ => MediaFormat.Unknown,
    };

    /// <summary>The type stands within the first element, whose other children are a few small numbers.</summary>
    private static MediaFormat OfEbml(ReadOnlySpan<byte> bytes)
    {
        const int FurthestType = 128;
        var head = bytes[..Math.Min(bytes.Length, FurthestType)];
        var at = head.IndexOf((ReadOnlySpan<byte>)[0x42, 0x82]);
        if (at < 0 || at + 2 == head.Length)
            return MediaFormat.Unknown;
        // The type's size has as many bytes as its first one has leading zeros, and one more.
        var type = head[Math.Min(head.Length, at + 3 + byte.LeadingZeroCount(head[at + 2]))..];
        if (type.StartsWith("webm"u8))
            return MediaFormat.WebM;
        return type.StartsWith("matroska"u8) ? MediaFormat.Matroska : MediaFormat.Unknown;
    }

    private static MediaFormat? OfIsoMedia(ReadOnlySpan<byte> bytes)
    {
        const uint MostBrands = 4096;
        const uint MostOfOldMovie = 0x2000_0000;
        if (bytes.Length < 8)
            return null;
        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return FourCharacters(bytes, 4) switch
        {
            "ftyp" when size is >= 12 and <= MostBrands => OfBrands(bytes[..Math.Min(bytes.Length, (int)size)]),
            // QuickTime files of old have no brand: they begin with the index or with the data itself. No size is that of
            // a text, which may well begin with "The wide".
            "wide" when size is 8 => MediaFormat.Mov,
            "moov" or "mdat" when size is 0 or 1 or (>= 8 and < MostOfOldMovie) => MediaFormat.Mov,
            _ => null,
        };
    }

    /// <summary>The first brand says what it is; of an image whose first brand leaves open how it is coded, one of the others may tell.</summary>
    private static MediaFormat OfBrands(ReadOnlySpan<byte> box) => FourCharacters(box, 8) switch
    {
        "qt  " => MediaFormat.Mov,
        "M4A " or "M4B " or "M4P " or "F4A " or "F4B " => MediaFormat.M4a,
        "avif" or "avis" => MediaFormat.Avif,
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" => MediaFormat.Heic,
        "mif1" or "mif2" or "mif3" or "msf1" => HasBrand(box, "avif") || HasBrand(box, "avis") ? MediaFormat.Avif : MediaFormat.Heic,
        "jxl " => FileFormats.JpegXl,
        "jp2 " or "jpx " or "jpm " => FileFormats.Jpeg2000,
        "crx " => MediaFormat.OtherImage,
        _ => MediaFormat.Mp4,
    };

    private static bool HasBrand(ReadOnlySpan<byte> box, string brand)
    {
        const int First = 16;
        for (var at = First; at + 4 <= box.Length; at += 4)
        {
            if (FourCharacters(box, at) == brand)
                return true;
        }

        return false;
    }

    private static string FourCharacters(ReadOnlySpan<byte> bytes, int offset) =>
        bytes.Length < offset + 4 ? string.Empty : Encoding.Latin1.GetString(bytes.Slice(offset, 4));
}
