using System.Buffers.Binary;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>
/// Finds the format of a file by the bytes it begins with, and by nothing else. Most formats show in the first 12 bytes, an
/// MP4's brands and a WebM's type in 64; MPEG audio and AAC have no signature, so that two frames in a row are asked
/// for, which takes up to 2 and 8 KiB.
/// </summary>
internal static class MediaSniffer
{
    /// <summary>So many bytes decide; fewer only if the file has no more.</summary>
    public const int PrefixLength = 16 * 1024;

    /// <summary>Encoders may begin with a little silence that is not even framed.</summary>
    private const int MaxLeadingZeros = 4096;

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
            return MediaFormat.File;
        var format = SniffContent(prefix, isWhole: prefix.Length == reader.Length - offset);
        // Nothing but sound has such a tag before it; anything else found there is an attempt to be taken for something.
        return offset == 0 || format.Container is MediaContainer.MpegAudio or MediaContainer.Adts or MediaContainer.Flac ? format : MediaFormat.File;
    }

    private static MediaFormat SniffContent(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return MediaFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return MediaFormat.Png;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return MediaFormat.Gif;
        if (bytes.StartsWith("RIFF"u8) || bytes.StartsWith("RF64"u8))
            return OfRiff(bytes);
        if (bytes.StartsWith("OggS"u8))
            return MediaFormat.Ogg;
        if (bytes.StartsWith("fLaC"u8))
            return MediaFormat.Flac;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return OfEbml(bytes);
        return OfIsoMedia(bytes) ?? OfFrames(bytes, isWhole) ?? OfOthers(bytes);
    }

    private static MediaFormat OfRiff(ReadOnlySpan<byte> bytes) => FourCharacters(bytes, 8) switch
    {
        "WEBP" => MediaFormat.WebP,
        "WAVE" => MediaFormat.Wave,
        "AVI " => MediaFormat.OtherVideo,
        "RMID" => MediaFormat.OtherAudio,
        _ => MediaFormat.File,
    };

    /// <summary>The type stands within the first element, whose other children are a few small numbers.</summary>
    private static MediaFormat OfEbml(ReadOnlySpan<byte> bytes)
    {
        const int FurthestType = 128;
        var head = bytes[..Math.Min(bytes.Length, FurthestType)];
        var at = head.IndexOf((ReadOnlySpan<byte>)[0x42, 0x82]);
        if (at < 0 || at + 2 == head.Length)
            return MediaFormat.File;
        // The type's size has as many bytes as its first one has leading zeros, and one more.
        var type = head[Math.Min(head.Length, at + 3 + byte.LeadingZeroCount(head[at + 2]))..];
        if (type.StartsWith("webm"u8))
            return MediaFormat.WebM;
        return type.StartsWith("matroska"u8) ? MediaFormat.Matroska : MediaFormat.File;
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
        "crx " or "jxl " or "jp2 " => MediaFormat.OtherImage,
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

    private static MediaFormat? OfFrames(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        var frames = zeros is > 0 and <= MaxLeadingZeros ? bytes[zeros..] : bytes;
        if (frames.Length < MpegAudioFrame.HeaderSize)
            return null;
        if (MpegAudioFrame.TryParse(BinaryPrimitives.ReadUInt32BigEndian(frames), out var mpeg))
        {
            var next = mpeg.Size <= frames.Length ? frames[mpeg.Size..] : default;
            var agrees = next.Length >= MpegAudioFrame.HeaderSize
                && MpegAudioFrame.TryParse(BinaryPrimitives.ReadUInt32BigEndian(next), out var second)
                && second.Fixed == mpeg.Fixed;
            return agrees || IsLast(frames, mpeg.Size, isWhole) ? MediaFormat.Mp3 : null;
        }

        if (AdtsFrame.TryParse(frames, out var adts))
        {
            var agrees = adts.Size <= frames.Length
                && AdtsFrame.TryParse(frames[adts.Size..], out var second)
                && second.SampleRate == adts.SampleRate;
            return agrees || IsLast(frames, adts.Size, isWhole) ? MediaFormat.Aac : null;
        }

        return null;
    }

    private static bool IsLast(ReadOnlySpan<byte> frames, int size, bool isWhole) =>
        isWhole && (frames.Length == size || (frames.Length > size && frames[size..].StartsWith("TAG"u8)));

    /// <summary>Formats that are kept as files, but whose names tell the truth: a photo.heic is an image, if not one of ours.</summary>
    private static MediaFormat OfOthers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
            return MediaFormat.File;
        if ((bytes.StartsWith("BM"u8) && bytes[6..10].IndexOfAnyExcept((byte)0) < 0)
            || bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) || bytes.StartsWith("8BPS\0"u8)
            || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A])
            || FourCharacters(bytes, 4) is "jP  " or "JXL ")
            return MediaFormat.OtherImage;
        if (bytes.StartsWith("FLV\x01"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xB3])
            || bytes.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11])
            || IsTransportStream(bytes))
            return MediaFormat.OtherVideo;
        if (bytes.StartsWith("#!AMR"u8) || bytes.StartsWith("MThd"u8) || bytes.StartsWith("caff"u8)
            || (bytes.StartsWith("FORM"u8) && FourCharacters(bytes, 8) is "AIFF" or "AIFC"))
            return MediaFormat.OtherAudio;
        return MediaFormat.File;
    }

    private static bool IsTransportStream(ReadOnlySpan<byte> bytes)
    {
        const int Packet = 188;
        const byte Sync = 0x47;
        return bytes.Length > 2 * Packet && bytes[0] == Sync && bytes[Packet] == Sync && bytes[2 * Packet] == Sync;
    }

    private static string FourCharacters(ReadOnlySpan<byte> bytes, int offset) =>
        bytes.Length < offset + 4 ? string.Empty : Encoding.Latin1.GetString(bytes.Slice(offset, 4));
}
