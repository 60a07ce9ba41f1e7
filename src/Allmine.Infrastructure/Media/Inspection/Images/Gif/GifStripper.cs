using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Gif;

/// <summary>Of a GIF stay its pictures with what controls them, and how often they are repeated; comments and applications' data go.</summary>
internal sealed class GifStripper
{
    private const int HeadSize = 13;
    private const int DescriptorSize = 10;
    private const int ControlSize = 8;
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte ControlLabel = 0xF9;
    private const byte ApplicationLabel = 0xFF;

    private readonly BoundedReader reader;
    private readonly Stream target;
    private long offset = HeadSize;
    private int pictures;

    private GifStripper(BoundedReader reader, Stream target)
    {
        this.reader = reader;
        this.target = target;
    }

    public static StrippedImage? Strip(BoundedReader reader, Stream target) => new GifStripper(reader, target).Strip();

    private StrippedImage? Strip()
    {
        if (!reader.TryReadByte(10, out var flags) || !reader.TryCopy(0, HeadSize, target) || !TryCopyAhead(ColourTableSize(flags)))
            return null;
        while (reader.TryReadByte(offset, out var block))
        {
            switch (block)
            {
                case Trailer when pictures > 0:
                    return Ended(isCompleted: false);
                case Picture when TryCopyPicture():
                case Extension when TryCopyExtension():
                    break;
                default:
                    return null;
            }
        }

        return pictures > 0 && offset == reader.Length ? Ended(isCompleted: true) : null;
    }

    private StrippedImage Ended(bool isCompleted)
    {
        target.WriteByte(Trailer);
        return new StrippedImage(pictures, pictures > 1) { IsCompleted = isCompleted };
    }

    private bool TryCopyPicture()
    {
        pictures++;
        // The descriptor, its colours, and the size of the codes.
        return reader.TryReadByte(offset + 9, out var flags)
            && TryCopyAhead(DescriptorSize + ColourTableSize(flags) + 1)
            && TryPassBlocks(isKept: true);
    }

    private bool TryCopyExtension()
    {
        const int RepeatSize = 19;
        Span<byte> repeat = stackalloc byte[RepeatSize];
        if (!reader.TryReadByte(offset + 1, out var label) || !reader.TryReadByte(offset + 2, out var size))
            return false;
        if (label == ControlLabel && size == 4 && reader.TryReadByte(offset + ControlSize - 1, out var end) && end == 0)
            return TryCopyAhead(ControlSize);
        if (label == ApplicationLabel && reader.TryRead(offset, repeat) && IsRepeat(repeat))
            target.Write(repeat);
        offset += 2;
        return TryPassBlocks(isKept: false);
    }

    private static bool IsRepeat(ReadOnlySpan<byte> block) =>
        (block[3..].StartsWith("NETSCAPE2.0"u8) || block[3..].StartsWith("ANIMEXTS1.0"u8)) && block[2] == 11 && block[14] == 3 && block[15] == 1 && block[18] == 0;

    /// <summary>Goes over blocks of up to 255 bytes to the empty one that ends them.</summary>
    private bool TryPassBlocks(bool isKept)
    {
        while (reader.TryReadByte(offset, out var size))
        {
            if (isKept ? !TryCopyAhead(size + 1) : (offset += size + 1) > reader.Length)
                return false;
            if (size == 0)
                return true;
        }

        return false;
    }

    private bool TryCopyAhead(int length)
    {
        if (!reader.TryCopy(offset, length, target))
            return false;
        offset += length;
        return true;
    }

    private static int ColourTableSize(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
