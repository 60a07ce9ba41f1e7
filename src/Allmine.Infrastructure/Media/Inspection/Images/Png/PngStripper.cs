using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Png;

/// <summary>Of a PNG, animated or not, stay the chunks of <see cref="PngChunk"/>, up to its end.</summary>
internal static class PngStripper
{
    public static StrippedImage? Strip(BoundedReader reader, Stream target)
    {
        var frames = 0;
        var isAnimated = false;
        if (!reader.TryCopy(0, PngChunk.SignatureSize, target))
            return null;
        var offset = (long)PngChunk.SignatureSize;
        while (reader.TryReadUInt32(offset, out var length) && reader.TryReadUInt32(offset + 4, out var type))
        {
            var size = (long)PngChunk.HeadSize + length + PngChunk.TailSize;
            if (size > reader.Length - offset || (PngChunk.IsPicture(type) && !reader.TryCopy(offset, size, target)))
                return null;
            isAnimated |= type == PngChunk.AnimationControl;
            frames += type == PngChunk.FrameControl ? 1 : 0;
            if (type == PngChunk.End)
                return new StrippedImage(Math.Max(1, frames), isAnimated && frames > 0);
            offset += size;
        }

        return null;
    }
}
