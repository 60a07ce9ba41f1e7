using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Wave;

/// <summary>
/// WAV: the bytes of sound that are there, divided by what the format takes for a second. The sizes that the header claims
/// count only as far as the file goes: recorders that were cut off leave 0 or the greatest number there.
/// </summary>
internal static class WaveReader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;
    private const int FormatSize = 16;
    private const uint Untold = uint.MaxValue;
    private const uint BigEndianName = 0x52494658; // "RIFX"

    public static MediaMeasures Measure(BoundedReader reader) => MediaMeasures.OfAudio(Duration(reader));

    private static double? Duration(BoundedReader reader)
    {
        Span<byte> header = stackalloc byte[ChunkHeader];
        // RIFX has its numbers the other way round.
        var isBigEndian = reader.TryReadUInt32(0, out var name) && name == BigEndianName;
        Span<byte> format = stackalloc byte[FormatSize];
        var bytesPerSecond = 0.0;
        ushort samplesInABlock = 0;
        var offset = (long)FirstChunk;
        while (reader.TryRead(offset, header))
        {
            var size = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var body = offset + ChunkHeader;
            if (header.StartsWith("fmt "u8))
            {
                if (size < FormatSize || !reader.TryRead(body, format))
                    return null;
                _ = size >= FormatSize + 4 && reader.TryReadUInt16(body + FormatSize + 2, out samplesInABlock);
                if (isBigEndian)
                    TurnAround(format);
                else
                    samplesInABlock = BinaryPrimitives.ReverseEndianness(samplesInABlock);
                bytesPerSecond = BytesPerSecond(format, samplesInABlock);
            }
            else if (header.StartsWith("data"u8))
            {
                var there = reader.Length - body;
                var sound = size is 0 or Untold ? there : Math.Min(size, there);
                return bytesPerSecond <= 0 ? null : MediaDuration.Of((double)sound / bytesPerSecond);
            }

            // Chunks begin at even offsets.
            offset = body + size + (size & 1);
        }

        return null;
    }

    /// <summary>Two numbers of 2 bytes, two of 4, two of 2.</summary>
    private static void TurnAround(Span<byte> format)
    {
        format[..2].Reverse();
        format[2..4].Reverse();
        format[4..8].Reverse();
        format[8..12].Reverse();
        format[12..14].Reverse();
        format[14..16].Reverse();
    }

    /// <param name="format">The body of the chunk that describes the sound.</param>
    /// <param name="samplesInABlock">That codecs with blocks tell; 0 of others.</param>
    private static double BytesPerSecond(ReadOnlySpan<byte> format, int samplesInABlock)
    {
        const int Pcm = 1, MicrosoftAdpcm = 2, Float = 3, ALaw = 6, MuLaw = 7, ImaAdpcm = 0x11, Extensible = 0xFFFE;
        var codec = BinaryPrimitives.ReadUInt16LittleEndian(format);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var sampleRate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(format[8..]);
        var block = BinaryPrimitives.ReadUInt16LittleEndian(format[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        // Players go by rates, channels and blocks; the claimed rate of bytes serves only codecs where these don't tell.
        return codec switch
        {
            Pcm or Float or ALaw or MuLaw or Extensible => (double)sampleRate * channels * ((bits + 7) / 8),
            MicrosoftAdpcm or ImaAdpcm when samplesInABlock > 0 => (double)sampleRate * block / samplesInABlock,
            _ => claimed,
        };
    }
}
