using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Amr;

/// <summary>AMR: frames of 20 ms behind a line that names the codec. Each frame's first byte tells its size.</summary>
internal static class AmrReader
{
    private const int FramesPerSecond = 50;

    /// <summary>Of the whole frame, by its type. 15 is a frame without sound; the types in between do not occur.</summary>
    private static readonly int[] Sizes = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];

    private static readonly int[] WidebandSizes = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

    public static MediaMeasures Measure(BoundedReader reader)
    {
        const int NarrowHead = 6;
        const int WidebandHead = 9;
        var isWideband = reader.TryReadByte(NarrowHead - 1, out var sign) && sign == '-';
        var sizes = isWideband ? WidebandSizes : Sizes;
        var offset = (long)(isWideband ? WidebandHead : NarrowHead);
        var frames = 0;
        while (reader.TryReadByte(offset, out var head) && sizes[(head >> 3) & 15] is var size and > 0 && offset + size <= reader.Length)
        {
            offset += size;
            frames++;
        }

        return MediaMeasures.OfAudio(MediaDuration.Of((double)frames / FramesPerSecond));
    }
}
