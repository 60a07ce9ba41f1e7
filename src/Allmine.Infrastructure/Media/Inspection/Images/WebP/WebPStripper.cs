using System.Buffers.Binary;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.WebP;

/// <summary>
/// Of a WebP stay the pictures, transparency, animation, colour profile, and of EXIF how the picture is turned. Sizes and flags are put right.
/// </summary>
internal sealed class WebPStripper
{
    private const int FileHead = 12;
    private const int ChunkHead = 8;
    private const int FrameHead = 16;
    private const byte HasExif = 0x08;
    private const byte HasXmp = 0x04;

    /// <summary>Bytes of a pixel that is coded without loss, while it is decoded.</summary>
    private const int Lossless = 4;

    private readonly BoundedReader reader;
    private readonly Stream target;
    private int pictures;
    private int frames;
    private int decoderBytesOfPixel;
    private Orientation? orientation;

    /// <summary>Where the copy's flags are; null without any.</summary>
    private long? flagsAt;
    private byte flags;

    private WebPStripper(BoundedReader reader, Stream target)
    {
        this.reader = reader;
        this.target = target;
    }

    public static StrippedImage? Strip(BoundedReader reader, Stream target) => new WebPStripper(reader, target).Strip();

    private StrippedImage? Strip()
    {
        Span<byte> size = stackalloc byte[4];
        if (!reader.TryRead(4, size))
            return null;
        var end = ChunkHead + (long)BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (end > reader.Length || !reader.TryCopy(0, FileHead, target) || !TryCopyChunks(FileHead, end, isFrame: false) || pictures == 0)
            return null;
        var turned = orientation ?? Orientation.AsIs;
        // Without features there is no place that says that it is turned, and nobody turns it.
        if (flagsAt is null)
            turned = Orientation.AsIs;
        else if (turned != Orientation.AsIs)
            WriteOrientation(turned);
        WriteSize(0, target.Position);
        return new StrippedImage(Math.Max(1, frames), frames > 0) { Orientation = turned, DecoderBytesOfPixel = decoderBytesOfPixel };
    }

    private bool TryCopyChunks(long offset, long end, bool isFrame)
    {
        Span<byte> head = stackalloc byte[ChunkHead];
        while (offset < end)
        {
            if (!reader.TryRead(offset, head))
                return false;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var body = offset + ChunkHead;
            if (body + size > end || !TryCopyChunk(Encoding.Latin1.GetString(head[..4]), offset, size, isFrame))
                return false;
            // Chunks begin at even offsets; the last one's padding is sometimes forgotten.
            offset = body + size + (size & 1);
        }

        return true;
    }

    private bool TryCopyChunk(string type, long offset, uint size, bool isFrame)
    {
        switch (type)
        {
            case "VP8 " or "VP8L":
                pictures++;
                if (type == "VP8L")
                    Hold(Lossless);
                return TryCopyWhole(offset, size);
            case "ALPH":
                Hold(Lossless + 1);
                return TryCopyWhole(offset, size);
            case "ICCP" or "ANIM" when !isFrame:
                return TryCopyWhole(offset, size);
            case "VP8X" when !isFrame:
                return TryCopyFeatures(offset, size);
            case "EXIF" when !isFrame && orientation is null:
                return TryReadOrientation(offset, size);
            case "ANMF" when !isFrame:
                frames++;
                return TryCopyFrame(offset, size);
            default:
                return true;
        }
    }

    /// <summary>What is coded without loss is decoded whole, transparency into a plane of its own as well; all else row by row.</summary>
    private void Hold(int bytesOfPixel) => decoderBytesOfPixel = Math.Max(decoderBytesOfPixel, bytesOfPixel);

    private bool TryCopyWhole(long offset, uint size)
    {
        if (!reader.TryCopy(offset, ChunkHead + size, target))
            return false;
        if ((size & 1) != 0)
            target.WriteByte(0);
        return true;
    }

    /// <summary>The flags that promise EXIF and XMP are taken back.</summary>
    private bool TryCopyFeatures(long offset, uint size)
    {
        if (size < 10 || !reader.TryReadByte(offset + ChunkHead, out flags) || !reader.TryCopy(offset, ChunkHead, target))
            return false;
        flags = (byte)(flags & ~(HasExif | HasXmp));
        flagsAt = target.Position;
        target.WriteByte(flags);
        return reader.TryCopy(offset + ChunkHead + 1, size - 1 + (size & 1), target);
    }

    private bool TryReadOrientation(long offset, uint size)
    {
        var exif = new byte[(int)Math.Min(size, Orientation.MaxExif)];
        if (!reader.TryRead(offset + ChunkHead, exif))
            return false;
        orientation = Orientation.In(exif);
        return true;
    }

    /// <summary>At the end, and as the features promise it.</summary>
    private void WriteOrientation(Orientation turned)
    {
        var exif = turned.ToExif();
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, exif.Length);
        target.Write("EXIF"u8);
        target.Write(size);
        target.Write(exif);
        var end = target.Position;
        target.Position = flagsAt!.Value;
        target.WriteByte((byte)(flags | HasExif));
        target.Position = end;
    }

    private bool TryCopyFrame(long offset, uint size)
    {
        var start = target.Position;
        if (size < FrameHead
            || !reader.TryCopy(offset, ChunkHead + FrameHead, target)
            || !TryCopyChunks(offset + ChunkHead + FrameHead, offset + ChunkHead + size, isFrame: true))
            return false;
        WriteSize(start, target.Position);
        return true;
    }

    /// <summary>Says in the head of a chunk how long it has become.</summary>
    private void WriteSize(long start, long end)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(end - start - ChunkHead));
        target.Position = start + 4;
        target.Write(size);
        target.Position = end;
    }
}
