using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Png;

/// <summary>
/// Takes an animated PNG apart into PNGs of one frame each, for a decoder that knows no animated ones. Each is at most as
/// long as the file.
/// </summary>
internal static class ApngFrames
{
    private const int ControlSize = 26;
    private const int SequenceSize = 4;

    /// <summary>Each frame that is not the picture which everybody sees; null for one that lies outside of it.</summary>
    public static IEnumerable<byte[]?> Read(BoundedReader reader)
    {
        var header = new byte[PngChunk.HeaderBodySize];
        if (!reader.TryRead(PngChunk.SignatureSize + PngChunk.HeadSize, header))
            yield break;
        using var shared = new MemoryStream();
        MemoryStream? frame = null;
        var offset = (long)PngChunk.SignatureSize;
        while (reader.TryReadUInt32(offset, out var length) && reader.TryReadUInt32(offset + 4, out var type))
        {
            var body = offset + PngChunk.HeadSize;
            if (type is PngChunk.FrameControl or PngChunk.End && frame is { Length: > 0 })
                yield return Close(frame);
            switch (type)
            {
                case PngChunk.End:
                    yield break;
                case PngChunk.Palette or PngChunk.Transparency when frame is null:
                    _ = reader.TryCopy(offset, PngChunk.HeadSize + length + PngChunk.TailSize, shared);
                    break;
                case PngChunk.FrameControl:
                    frame = Open(reader, body, length, header, shared);
                    if (frame is null)
                        yield return null;
                    break;
                case PngChunk.Data:
                    // The frame that is also the picture of a PNG that does not move.
                    frame = null;
                    break;
                case PngChunk.FrameData when frame is not null:
                    WriteData(reader, frame, body, length);
                    break;
            }

            offset = body + length + PngChunk.TailSize;
        }
    }

    private static MemoryStream? Open(BoundedReader reader, long body, uint length, byte[] header, MemoryStream shared)
    {
        Span<byte> control = stackalloc byte[ControlSize];
        if (length != ControlSize || !reader.TryRead(body, control))
            return null;
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(control[4..]), BinaryPrimitives.ReadUInt32BigEndian(control[8..]));
        var (left, top) = (BinaryPrimitives.ReadUInt32BigEndian(control[12..]), BinaryPrimitives.ReadUInt32BigEndian(control[16..]));
        if (width == 0 || height == 0
            || (ulong)left + width > BinaryPrimitives.ReadUInt32BigEndian(header)
            || (ulong)top + height > BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)))
            return null;
        var frame = new MemoryStream();
        frame.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        frame.Write(PngChunk.Of(PngChunk.Header, [.. control[4..12], .. header.AsSpan(8)]));
        shared.WriteTo(frame);
        return frame;
    }

    private static void WriteData(BoundedReader reader, MemoryStream frame, long body, uint length)
    {
        if (length < SequenceSize || length > reader.Length)
            return;
        using var data = new MemoryStream((int)length);
        if (reader.TryCopy(body + SequenceSize, length - SequenceSize, data))
            frame.Write(PngChunk.Of(PngChunk.Data, data.ToArray()));
    }

    private static byte[] Close(MemoryStream frame)
    {
        frame.Write(PngChunk.Of(PngChunk.End, []));
        return frame.ToArray();
    }
}
