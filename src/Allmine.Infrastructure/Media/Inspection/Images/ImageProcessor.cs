using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection.Images.Png;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>
/// Proves that an image is sound by decoding all of it, and writes its stored copy and its thumbnail. The copy is the image
/// as it came, less what is not the picture; only one that EXIF turns is encoded anew. It takes at most 8 bytes of
/// memory a pixel (two pictures: the second for turning, or for frames that are undone after they were shown) and a
/// third of 4 more for scaling, besides the encoded file.
/// </summary>
internal static class ImageProcessor
{
    /// <summary>The most pictures of an animation.</summary>
    public const int MaxFrames = 2000;

    /// <summary>The most pixels of all frames of an animation together, as a multiple of what a single image may have.</summary>
    public const int MaxAnimationFactor = 10;

    private const int JpegQuality = 90;
    private const float WebPQuality = 90;

    /// <param name="path">Of the image.</param>
    /// <param name="container">What its first bytes say that it is.</param>
    /// <param name="limits">Of bytes and pixels.</param>
    /// <param name="copyPath">Of the stored copy, which is created.</param>
    /// <param name="thumbnailPath">Of the thumbnail, which is created.</param>
    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaTooLarge"/>, before anything is decoded, or <see cref="ErrorCode.MediaUnreadable"/>.</exception>
    public static ProcessedImage Process(string path, MediaContainer container, MediaLimits limits, string copyPath, string thumbnailPath)
    {
        using var file = File.OpenRead(path);
        if (file.Length > limits.MaxImageBytes)
            throw new RefusedException(ErrorCode.MediaTooLarge);
        var reader = new BoundedReader(file);
        CheckPixels(ClaimedSize(reader, container), limits);
        using var codec = SKCodec.Create(path) ?? throw Unreadable();
        var size = codec.Info.Size;
        CheckPixels((size.Width, size.Height), limits);
        StrippedImage stripped;
        using (var copy = File.Create(copyPath))
            stripped = ImageStripper.Strip(reader, container, copy) ?? throw Unreadable();
        if (stripped.IsAnimated)
            CheckFrames(stripped.Frames, size, limits);
        using var thumbnail = File.Create(thumbnailPath);
        if (!stripped.IsAnimated)
            return ProcessStill(codec, copyPath, thumbnail);
        if (container == MediaContainer.Png)
            ProcessApng(codec, reader, thumbnail);
        else
            ProcessAnimation(codec, stripped.Frames, thumbnail);
        return new ProcessedImage(size.Width, size.Height);
    }

    private static ProcessedImage ProcessStill(SKCodec codec, string copyPath, Stream thumbnail)
    {
        var origin = codec.EncodedOrigin;
        if (origin is not (SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default))
            return ProcessTurned(codec, origin, copyPath, thumbnail);
        WriteThumbnailOfStill(codec, thumbnail);
        return new ProcessedImage(codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Decodes everything, but where the format offers it, to no more pixels than the thumbnail needs.</summary>
    private static void WriteThumbnailOfStill(SKCodec codec, Stream thumbnail)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var scale = Thumbnail.LongestSide / (float)Math.Max(width, height);
        var size = scale < 1 ? codec.GetScaledDimensions(scale) : codec.Info.Size;
        // Steps of an eighth may be rounded down, and a thumbnail is not enlarged.
        if (Math.Max(size.Width, size.Height) < Math.Min(Thumbnail.LongestSide, Math.Max(width, height)))
            size = codec.Info.Size;
        using var picture = Decode(codec, size, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        Thumbnail.Write(picture, thumbnail);
    }

    private static ProcessedImage ProcessTurned(SKCodec codec, SKEncodedOrigin origin, string copyPath, Stream thumbnail)
    {
        SKBitmap turned;
        using (var picture = Decode(codec, codec.Info.Size, SKAlphaType.Unpremul, codec.Info.ColorSpace ?? SKColorSpace.CreateSrgb()))
            turned = ImageTurner.Turn(picture, origin);
        using (turned)
        {
            using (var copy = File.Create(copyPath))
            using (var pixels = turned.PeekPixels())
            {
                var isWritten = codec.EncodedFormat switch
                {
                    SKEncodedImageFormat.Jpeg => pixels.Encode(copy, new SKJpegEncoderOptions(JpegQuality)),
                    SKEncodedImageFormat.Webp => pixels.Encode(copy, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, WebPQuality)),
                    _ => pixels.Encode(copy, SKPngEncoderOptions.Default),
                };
                if (!isWritten)
                    throw new IOException("The turned image could not be written.");
            }

            Thumbnail.Write(turned, thumbnail);
            return new ProcessedImage(turned.Width, turned.Height);
        }
    }

    private static void ProcessApng(SKCodec codec, BoundedReader reader, Stream thumbnail)
    {
        WriteThumbnailOfStill(codec, thumbnail);
        foreach (var frame in ApngFrames.Read(reader))
        {
            using var data = SKData.CreateCopy(frame ?? throw Unreadable());
            using var single = SKCodec.Create(data) ?? throw Unreadable();
            Decode(single, single.Info.Size, SKAlphaType.Premul, single.Info.ColorSpace).Dispose();
        }
    }

    /// <summary>
    /// Decodes frame upon frame. One that is undone after it was shown is decoded on a copy, because the next builds upon
    /// what was there before it.
    /// </summary>
    private static void ProcessAnimation(SKCodec codec, int frames, Stream thumbnail)
    {
        const int None = -1;
        if (codec.FrameCount < frames)
            throw Unreadable();
        var info = PictureInfo(codec, codec.Info.Size, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        using var shown = Pixels.Allocate(info);
        using var undone = HasUndoneFrames(codec) ? Pixels.Allocate(info) : shown;
        var held = None;
        for (var index = 0; index < codec.FrameCount; index++)
        {
            if (!codec.GetFrameInfo(index, out var frame) || frame.RequiredFrame > held)
                throw Unreadable();
            var isUndone = frame.DisposalMethod == SKCodecAnimationDisposalMethod.RestorePrevious;
            if (isUndone)
                shown.GetPixelSpan().CopyTo(undone.GetPixelSpan());
            var target = isUndone ? undone : shown;
            var prior = frame.RequiredFrame == None ? None : held;
            if (codec.GetPixels(info, target.GetPixels(), info.RowBytes, new SKCodecOptions(index, prior)) != SKCodecResult.Success)
                throw Unreadable();
            if (!isUndone)
                held = index;
            if (index == 0)
                Thumbnail.Write(target, thumbnail);
        }
    }

    private static bool HasUndoneFrames(SKCodec codec) =>
        Array.Exists(codec.FrameInfo, frame => frame.DisposalMethod == SKCodecAnimationDisposalMethod.RestorePrevious);

    private static SKBitmap Decode(SKCodec codec, SKSizeI size, SKAlphaType alpha, SKColorSpace? colours)
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

    private static void CheckPixels((long Width, long Height) size, MediaLimits limits)
    {
        if ((UInt128)size.Width * (UInt128)size.Height > (UInt128)limits.MaxImagePixels)
            throw new RefusedException(ErrorCode.MediaTooLarge);
    }

    private static void CheckFrames(int frames, SKSizeI size, MediaLimits limits)
    {
        if (frames > MaxFrames || (long)frames * size.Width * size.Height > MaxAnimationFactor * limits.MaxImagePixels)
            throw new RefusedException(ErrorCode.MediaTooLarge);
    }

    private static RefusedException Unreadable() => new(ErrorCode.MediaUnreadable);
}
