using Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Flac;

/// <summary>FLAC: its first block counts the samples. A count of 0 means unknown, and so it is.</summary>
internal static class FlacReader
{
    private const int MarkerSize = 4;
    private const int BlockHeaderSize = 4;

    /// <summary>Where, within the first block, 20 bits of the sample rate begin; the 36 bits of the count end 8 bytes later.</summary>
    private const int RateOffset = 10;

    public static MediaMeasures Measure(BoundedReader reader)
    {
        var block = Id3Tags.EndOfAll(reader) + MarkerSize;
        // Block type 0, the stream's properties, comes first; the bit above it says whether it is also the last block.
        return reader.TryReadByte(block, out var type) && (type & 0x7F) == 0
            ? MediaMeasures.OfAudio(Duration(reader, block + BlockHeaderSize))
            : MediaMeasures.OfAudio(null);
    }

    /// <param name="reader">Of the whole file.</param>
    /// <param name="properties">Where the body of the first block begins.</param>
    private static double? Duration(BoundedReader reader, long properties) =>
        reader.TryReadUInt64(properties + RateOffset, out var value) ? MediaDuration.Of(value & 0xF_FFFF_FFFF, value >> 44) : null;
}
