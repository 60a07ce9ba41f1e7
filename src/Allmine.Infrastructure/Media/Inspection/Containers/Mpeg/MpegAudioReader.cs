using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;

/// <summary>
/// MPEG audio (MP3): goes from frame to frame through the whole file, so that neither a bitrate that varies nor a lying
/// Xing tag matters. Where the reads run out, the rest is reckoned at the rate of what was seen.
/// </summary>
internal static class MpegAudioReader
{
    /// <summary>How much that is no frame is passed over, in all, before the sound counts as ended.</summary>
    private const int MaxJunk = 64 * 1024;

    public static MediaMeasures Measure(BoundedReader reader)
    {
        var start = Id3Tags.EndOfAll(reader);
        var offset = start;
        var junk = 0;
        var samples = 0L;
        MpegAudioFrame? first = null;
        while (!reader.IsExhausted && reader.TryReadUInt32(offset, out var header))
        {
            if (MpegAudioFrame.TryParse(header, out var frame)
                && (first is null ? IsFollowed(reader, offset, frame) : frame.Fixed == first.Value.Fixed)
                && offset + frame.Size <= reader.Length)
            {
                // The first frame may hold a tag about the others, and no sound.
                if (first is not null || !IsTag(reader, offset, frame))
                    samples += frame.Samples;
                first ??= frame;
                offset += frame.Size;
            }
            else if (IsEndTag(header) || ++junk > MaxJunk)
            {
                break;
            }
            else
            {
                offset++;
            }
        }

        if (first is null)
            return MediaMeasures.OfAudio(null);
        var seconds = (double)samples / first.Value.SampleRate;
        if (reader.IsExhausted && offset > start)
            seconds *= (double)(reader.Length - start) / (offset - start);
        return MediaMeasures.OfAudio(MediaDuration.Of(seconds));
    }

    /// <summary>Whether another frame follows, or nothing: sound that is cut amid a frame begins with bytes that may look like a header.</summary>
    private static bool IsFollowed(BoundedReader reader, long offset, MpegAudioFrame frame) =>
        !reader.TryReadUInt32(offset + frame.Size, out var next)
        || IsEndTag(next)
        || (MpegAudioFrame.TryParse(next, out var second) && second.Fixed == frame.Fixed);

    private static bool IsTag(BoundedReader reader, long offset, MpegAudioFrame frame)
    {
        const int VbriOffset = 36;
        return (reader.TryReadUInt32(offset + frame.TagOffset, out var tag) && tag is 0x58696E67 or 0x496E666F) // "Xing", "Info"
            || (reader.TryReadUInt32(offset + VbriOffset, out tag) && tag == 0x56425249); // "VBRI"
    }

    /// <summary>"TAG" of ID3v1, "APET" of an APE tag, "LYRI" of lyrics.</summary>
    private static bool IsEndTag(uint header) => header >> 8 == 0x544147 || header is 0x41504554 or 0x4C595249;
}
