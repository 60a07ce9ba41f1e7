using System.Buffers.Binary;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.WebP;

/// <summary>Of a WebP stay the pictures, transparency, animation and colour profile. Sizes and flags are put right.</summary>
internal sealed class WebPStripper
{
    private const int FileHead = 12;
    private const int ChunkHead = 8;
    private const int FrameHead = 16;

    private readonly BoundedReader reader;
    private readonly Stream target;
    private int pictures;
    private int frames;

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
        WriteSize(0, target.Position);
        return new StrippedImage(Math.Max(1, frames), frames > 0);
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
                return TryCopyWhole(offset, size);
            case "ALPH":
                return TryCopyWhole(offset, size);
            case "ICCP" or "ANIM" when !isFrame:
                return TryCopyWhole(offset, size);
            case "VP8X" when !isFrame:
                return TryCopyFeatures(offset, size);
            case "ANMF" when !isFrame:
                frames++;
                return TryCopyFrame(offset, size);
            default:
                return true;
        }
    }

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
        const byte ExifAndXmp = 0x0C;
        if (size < 10 || !reader.TryReadByte(offset + ChunkHead, out var flags) || !reader.TryCopy(offset, ChunkHead, target))
            return false;
        target.WriteByte((byte)(flags & ~ExifAndXmp));
        return reader.TryCopy(offset + ChunkHead + 1, size - 1 + (size & 1), target);
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
