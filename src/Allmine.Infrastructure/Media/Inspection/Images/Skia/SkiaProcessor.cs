using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection.Images.Magick;
using Allmine.Infrastructure.Media.Inspection.Images.Png;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images.Skia;

/// <summary>
/// Writes an image's stored copy, and then either proves that it is sound by decoding all of it, with a thumbnail, or leaves it undecoded.
/// The copy is the image as it came, less what is not the picture: it is never encoded anew.
/// </summary>
internal sealed class SkiaProcessor : ImageProcessor
{
    private readonly FileStream copy;
    private readonly MediaContainer container;
    private readonly SKCodec codec;
    private readonly StrippedImage stripped;
    private readonly bool isUndone;

    private SkiaProcessor(FileStream copy, MediaContainer container, SKCodec codec, StrippedImage stripped)
    {
        this.copy = copy;
        this.container = container;
        this.codec = codec;
        this.stripped = stripped;
        isUndone = stripped.IsAnimated && container != MediaContainer.Png && HasUndoneFrames(codec);
        Cost = ImageCost.Of(codec, container, stripped, isUndone, copy.Length);
    }

    public override long Cost { get; }

    public override bool HasTooManyScans => stripped.Scans > MaxScans;

    /// <summary>As shown.</summary>
    private ProcessedImage Size =>
        stripped.Orientation.SwapsSides ? new ProcessedImage(codec.Info.Height, codec.Info.Width) : new ProcessedImage(codec.Info.Width, codec.Info.Height);

    public static new SkiaProcessor Open(string path, MediaContainer container, MediaLimits limits, string copyPath)
    {
        var stripped = Strip(path, container, limits, copyPath);
        var copy = File.OpenRead(copyPath);
        SKCodec? codec = null;
        try
        {
            codec = SKCodec.Create(copyPath) ?? throw Unreadable();
            var size = codec.Info.Size;
            CheckPixels((size.Width, size.Height), limits);
            if (stripped.IsAnimated)
                CheckFrames(stripped.Frames, size, limits);
            return new SkiaProcessor(copy, container, codec, stripped);
        }
        catch
        {
            codec?.Dispose();
            copy.Dispose();
            throw;
        }
    }

    public override ProcessedImage Decode(string thumbnailPath)
    {
        var size = Size;
        using var thumbnail = OwnerOnly.Create(thumbnailPath);
        if (!stripped.IsAnimated)
            DecodeStill(thumbnail);
        else if (container == MediaContainer.Png)
            DecodeApng(thumbnail);
        else
            DecodeAnimation(thumbnail);
        return size;
    }

    public override ProcessedImage Leave() => Size;

    public override void Dispose()
    {
        codec.Dispose();
        copy.Dispose();
    }

    private static StrippedImage Strip(string path, MediaContainer container, MediaLimits limits, string copyPath)
    {
        using var file = File.OpenRead(path);
        var reader = new BoundedReader(file);
        CheckPixels(ClaimedSize(reader, container), limits);
        using var copy = OwnerOnly.Create(copyPath);
        return ImageStripper.Strip(reader, container, copy) ?? throw Unreadable();
    }

    /// <summary>Decodes everything, but where the format offers it, to no more pixels than the thumbnail needs.</summary>
    private void DecodeStill(Stream thumbnail)
    {
        // The end mark that was put there hides from this decoder that data are missing before it.
        if (stripped.IsCompleted && container == MediaContainer.Jpeg && MagickPicture.IsAvailable && MagickPicture.LacksData(copy.Name))
            throw Unreadable();
        using var picture = DecodeWhole(codec, Thumbnail.SizeToDecode(codec), SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        if (!stripped.IsAnimated)
            codec.Dispose();
        Thumbnail.Write(picture, stripped.Orientation, thumbnail);
    }

    private void DecodeApng(Stream thumbnail)
    {
        DecodeStill(thumbnail);
        foreach (var frame in ApngFrames.Read(new BoundedReader(copy)))
        {
            using var data = SKData.CreateCopy(frame ?? throw Unreadable());
            using var single = SKCodec.Create(data) ?? throw Unreadable();
            DecodeWhole(single, single.Info.Size, SKAlphaType.Premul, single.Info.ColorSpace).Dispose();
        }
    }

    /// <summary>
    /// Decodes frame upon frame. One that is undone after it was shown is decoded on a copy, because the next builds upon
    /// what was there before it.
    /// </summary>
    private void DecodeAnimation(Stream thumbnail)
    {
        const int None = -1;
        if (codec.FrameCount < stripped.Frames)
            throw Unreadable();
        // Whether the picture is opaque is said by the first frame alone, and later ones may not be.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        using var shown = Pixels.Allocate(info);
        using var undone = isUndone ? Pixels.Allocate(info) : shown;
        var held = None;
        for (var index = 0; index < codec.FrameCount; index++)
        {
            if (!codec.GetFrameInfo(index, out var frame) || frame.RequiredFrame > held)
                throw Unreadable();
            var isFrameUndone = frame.DisposalMethod == SKCodecAnimationDisposalMethod.RestorePrevious;
            if (isFrameUndone)
                shown.GetPixelSpan().CopyTo(undone.GetPixelSpan());
            var target = isFrameUndone ? undone : shown;
            var prior = frame.RequiredFrame == None ? None : held;
            if (codec.GetPixels(info, target.GetPixels(), info.RowBytes, new SKCodecOptions(index, prior)) != SKCodecResult.Success)
                throw Unreadable();
            if (!isFrameUndone)
                held = index;
            if (index == 0)
                Thumbnail.Write(target, stripped.Orientation, thumbnail);
        }
    }

    private static bool HasUndoneFrames(SKCodec codec) =>
        Array.Exists(codec.FrameInfo, frame => frame.DisposalMethod == SKCodecAnimationDisposalMethod.RestorePrevious);

    private static SKBitmap DecodeWhole(SKCodec codec, SKSizeI size, SKAlphaType alpha, SKColorSpace? colours)
    {
        var picture = Pixels.Allocate(PictureInfo(codec, size, alpha, colours));
        if (codec.GetPixels(picture.Info, picture.GetPixels()) == SKCodecResult.Success)
            return picture;
        picture.Dispose();
        throw Unreadable();
    }

    private static SKImageInfo PictureInfo(SKCodec codec, SKSizeI size, SKAlphaType alpha, SKColorSpace? colours) =>
        new(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : alpha, colours);

    /// <summary>What the header says, read without a decoder: a bomb is to be named so even if no decoder touches it.</summary>
    private static (long Width, long Height) ClaimedSize(BoundedReader reader, MediaContainer container)
    {
        const int SizeOffset = PngChunk.SignatureSize + PngChunk.HeadSize;
        return container == MediaContainer.Png && reader.TryReadUInt32(SizeOffset, out var width) && reader.TryReadUInt32(SizeOffset + 4, out var height)
            ? (width, height)
            : default;
    }

    private static void CheckFrames(int frames, SKSizeI size, MediaLimits limits)
    {
        if (frames > MaxFrames || (long)frames * size.Width * size.Height > MaxAnimationFactor * limits.MaxImagePixels)
            throw new RefusedException(ErrorCode.MediaTooLarge);
    }
}
