using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>Finds MPEG audio and AAC, which have no signature but that frame follows frame.</summary>
internal static class FrameSniffer
{
    /// <summary>Encoders may begin with a little silence that is not even framed.</summary>
    private const int MaxLeadingZeros = 4096;

    /// <summary>So many frames in a row are no accident.</summary>
    private const int FewestInARow = 4;

    /// <summary>Sound that begins with a frame, which another follows.</summary>
    /// <param name="bytes">The first of the sound.</param>
    /// <param name="isWhole">Whether there are no others.</param>
    public static MediaFormat? Begins(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        var frames = zeros is > 0 and <= MaxLeadingZeros ? bytes[zeros..] : bytes;
        if (TryMpeg(frames, out var mpeg))
        {
            var agrees = mpeg.Size <= frames.Length && TryMpeg(frames[mpeg.Size..], out var second) && second.Fixed == mpeg.Fixed;
            return agrees || IsLast(frames, mpeg.Size, isWhole) ? MediaFormat.Mp3 : null;
        }

        if (AdtsFrame.TryParse(frames, out var adts))
        {
            var agrees = adts.Size <= frames.Length && AdtsFrame.TryParse(frames[adts.Size..], out var second) && second.SampleRate == adts.SampleRate;
            return agrees || IsLast(frames, adts.Size, isWhole) ? MediaFormat.Aac : null;
        }

        return null;
    }

    /// <summary>
    /// Sound that was cut from a longer one amid a frame. It has no beginning to go by: behind less than a frame, all that is there has to be frames.
    /// </summary>
    /// <param name="bytes">The first of the sound.</param>
    /// <param name="isWhole">Whether there are no others.</param>
    public static MediaFormat? GoesOn(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        for (var start = 1; start < AdtsFrame.MaxSize && start < bytes.Length; start++)
        {
            if (bytes[start] != 0xFF)
                continue;
            if (start < MpegAudioFrame.MaxSize && IsAllMpeg(bytes[start..], isWhole))
                return MediaFormat.Mp3;
            if (IsAllAdts(bytes[start..], isWhole))
                return MediaFormat.Aac;
        }

        return null;
    }

    private static bool IsAllMpeg(ReadOnlySpan<byte> frames, bool isWhole)
    {
        var count = 0;
        uint? shared = null;
        while (TryMpeg(frames, out var frame) && (shared ?? frame.Fixed) == frame.Fixed)
        {
            shared = frame.Fixed;
            count++;
            frames = frames[Math.Min(frame.Size, frames.Length)..];
        }

        return count >= FewestInARow && IsEnd(frames, MpegAudioFrame.HeaderSize, isWhole);
    }

    private static bool IsAllAdts(ReadOnlySpan<byte> frames, bool isWhole)
    {
        var count = 0;
        int? rate = null;
        while (AdtsFrame.TryParse(frames, out var frame) && (rate ?? frame.SampleRate) == frame.SampleRate)
        {
            rate = frame.SampleRate;
            count++;
            frames = frames[Math.Min(frame.Size, frames.Length)..];
        }

        return count >= FewestInARow && IsEnd(frames, AdtsFrame.HeaderSize, isWhole);
    }

    /// <summary>What is left is too short for a header, or a tag.</summary>
    private static bool IsEnd(ReadOnlySpan<byte> rest, int headerSize, bool isWhole) =>
        rest.Length < headerSize || (isWhole && (rest.StartsWith("TAG"u8) || rest.StartsWith("APETAGEX"u8)));

    private static bool TryMpeg(ReadOnlySpan<byte> bytes, out MpegAudioFrame frame)
    {
        frame = default;
        return bytes.Length >= MpegAudioFrame.HeaderSize && MpegAudioFrame.TryParse(BinaryPrimitives.ReadUInt32BigEndian(bytes), out frame);
    }

    private static bool IsLast(ReadOnlySpan<byte> frames, int size, bool isWhole) =>
        isWhole && (frames.Length == size || (frames.Length > size && frames[size..].StartsWith("TAG"u8)));
}
