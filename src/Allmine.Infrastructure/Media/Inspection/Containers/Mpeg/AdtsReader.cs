using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;

/// <summary>
/// AAC in ADTS frames, which say nothing of the whole: goes from header to header through the file. Where the reads run out
/// (<see cref="BoundedReader.MaxReads"/> frames are more than 12 hours), the rest is reckoned at the rate of what was seen.
/// </summary>
internal static class AdtsReader
{
    /// <summary>How much that is no frame is passed over, in all, before the sound counts as ended.</summary>
    private const int MaxJunk = 64 * 1024;

    public static MediaMeasures Measure(BoundedReader reader)
    {
        Span<byte> header = stackalloc byte[AdtsFrame.HeaderSize];
        var start = Id3Tags.EndOfAll(reader);
        var offset = start;
        var junk = 0;
        var samples = 0L;
        var sampleRate = 0;
        while (!reader.IsExhausted && reader.TryRead(offset, header))
        {
            if (AdtsFrame.TryParse(header, out var frame)
                && (sampleRate == 0 ? IsFollowed(reader, offset, frame) : frame.SampleRate == sampleRate)
                && offset + frame.Size <= reader.Length)
            {
                sampleRate = frame.SampleRate;
                samples += frame.Samples;
                offset += frame.Size;
            }
            else if (header.StartsWith("TAG"u8) || ++junk > MaxJunk)
            {
                break;
            }
            else
            {
                offset++;
            }
        }

        if (sampleRate == 0)
            return MediaMeasures.OfAudio(null);
        var seconds = (double)samples / sampleRate;
        if (reader.IsExhausted && offset > start)
            seconds *= (double)(reader.Length - start) / (offset - start);
        return MediaMeasures.OfAudio(MediaDuration.Of(seconds));
    }

    /// <summary>Whether another frame follows, or nothing: sound that is cut amid a frame begins with bytes that may look like a header.</summary>
    private static bool IsFollowed(BoundedReader reader, long offset, AdtsFrame frame)
    {
        Span<byte> next = stackalloc byte[AdtsFrame.HeaderSize];
        return !reader.TryRead(offset + frame.Size, next)
            || next.StartsWith("TAG"u8)
            || (AdtsFrame.TryParse(next, out var second) && second.SampleRate == frame.SampleRate);
    }
}
