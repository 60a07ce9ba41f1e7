using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Png;

/// <summary>Of a PNG, animated or not, stay the chunks of <see cref="PngChunk"/>, up to its end, and of EXIF how the picture is turned.</summary>
internal static class PngStripper
{
    public static StrippedImage? Strip(BoundedReader reader, Stream target)
    {
        var frames = 0;
        var isAnimated = false;
        var (hasProfile, hasData) = (false, false);
        Orientation? orientation = null;
        if (!reader.TryCopy(0, PngChunk.SignatureSize, target))
            return null;
        var offset = (long)PngChunk.SignatureSize;
        while (reader.TryReadUInt32(offset, out var length) && reader.TryReadUInt32(offset + 4, out var type))
        {
            var size = (long)PngChunk.HeadSize + length + PngChunk.TailSize;
            // Its end says nothing more, and its checksum may be missing.
            if (type == PngChunk.End)
                return Ended(isCompleted: size > reader.Length - offset);
            // A second profile is against the rules, and each that is looked into costs time.
            var isKept = PngChunk.IsPicture(type) && (type != PngChunk.Profile || (!hasProfile && PngProfile.IsBounded(reader, offset + PngChunk.HeadSize, length)));
            hasProfile |= type == PngChunk.Profile;
            if (size > reader.Length - offset || (isKept && !reader.TryCopy(offset, size, target)))
                return null;
            if (type == PngChunk.Exif && orientation is null)
                orientation = TakeOrientation(reader, offset + PngChunk.HeadSize, length, target);
            hasData |= type == PngChunk.Data;
            isAnimated |= type == PngChunk.AnimationControl;
            frames += type == PngChunk.FrameControl ? 1 : 0;
            offset += size;
        }

        // What is left is less than the head of a chunk. Whether all data are there, the decoder tells.
        return hasData && !reader.IsExhausted ? Ended(isCompleted: true) : null;

        StrippedImage Ended(bool isCompleted)
        {
            target.Write(PngChunk.Of(PngChunk.End, []));
            return new StrippedImage(Math.Max(1, frames), isAnimated && frames > 0)
            {
                DecoderBytes = InterlacedBytes(reader),
                Orientation = orientation ?? Orientation.AsIs,
                IsCompleted = isCompleted,
            };
        }
    }

    /// <summary>The first EXIF counts. It is replaced by one that says how the picture is turned, if it is.</summary>
    private static Orientation TakeOrientation(BoundedReader reader, long body, uint length, Stream target)
    {
        var exif = new byte[(int)Math.Min(length, Orientation.MaxExif)];
        if (!reader.TryRead(body, exif))
            return Orientation.AsIs;
        var orientation = Orientation.In(exif);
        if (orientation != Orientation.AsIs)
            target.Write(PngChunk.Of(PngChunk.Exif, orientation.ToExif()));
        return orientation;
    }

    /// <summary>An interlaced picture is held whole, in 4 samples a pixel of one byte or two.</summary>
    private static long InterlacedBytes(BoundedReader reader)
    {
        const int Samples = 4;
        Span<byte> header = stackalloc byte[PngChunk.HeaderBodySize];
        if (!reader.TryRead(PngChunk.SignatureSize + PngChunk.HeadSize, header) || header[12] == 0)
            return 0;
        var pixels = (ulong)BinaryPrimitives.ReadUInt32BigEndian(header) * BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        // Its size was checked before; a lie about it is no decoder's business.
        return (long)Math.Min(pixels, int.MaxValue) * Samples * (header[8] == 16 ? 2 : 1);
    }
}
