using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection.Images.Png;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>
/// Writes an image's stored copy, and then either proves that it is sound by decoding all of it, with a thumbnail, or leaves it undecoded.
/// The copy is the image as it came, less what is not the picture; only one that EXIF turns is encoded anew, if it is decoded.
/// </summary>
internal sealed class ImageProcessor : IDisposable
{
    /// <summary>The most pictures of an animation.</summary>
    public const int MaxFrames = 2000;

    /// <summary>The most pixels of all frames of an animation together, as a multiple of what a single image may have.</summary>
    public const int MaxAnimationFactor = 10;

    /// <summary>The most scans of an image that is decoded: each costs time for every block of the picture. Encoders write about 10.</summary>
    public const int MaxScans = 30;

    private const int JpegQuality = 90;
    private const float WebPQuality = 90;

    private readonly FileStream file;
    private readonly BoundedReader reader;
    private readonly MediaContainer container;
    private readonly string copyPath;
    private readonly SKCodec codec;
    private readonly StrippedImage stripped;
    private readonly bool isUndone;

    private ImageProcessor(FileStream file, BoundedReader reader, MediaContainer container, string copyPath, SKCodec codec, StrippedImage stripped)
    {
        this.file = file;
        this.reader = reader;
        this.container = container;
        this.copyPath = copyPath;
        this.codec = codec;
        this.stripped = stripped;
        isUndone = stripped.IsAnimated && container != MediaContainer.Png && HasUndoneFrames(codec);
        Cost = ImageCost.Of(codec, container, stripped, isUndone, file.Length);
    }

    /// <summary>The most memory that <see cref="Decode"/> takes, in bytes.</summary>
    public long Cost { get; }

    /// <summary>Whether it takes so long to decode, however little memory it takes, that it is to be left.</summary>
    public bool HasTooManyScans => stripped.Scans > MaxScans;

    private bool IsTurned => codec.EncodedOrigin is not (SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default);

    /// <summary>Reads the image's headers and writes its copy. No picture is decoded.</summary>
    /// <param name="path">Of the image.</param>
    /// <param name="container">What its first bytes say that it is.</param>
    /// <param name="limits">Of bytes and pixels.</param>
    /// <param name="copyPath">Of the stored copy, which is created.</param>
    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaTooLarge"/> or <see cref="ErrorCode.MediaUnreadable"/>.</exception>
    public static ImageProcessor Open(string path, MediaContainer container, MediaLimits limits, string copyPath)
    {
        var file = File.OpenRead(path);
        SKCodec? codec = null;
        try
        {
            if (file.Length > limits.MaxImageBytes)
                throw new RefusedException(ErrorCode.MediaTooLarge);
            var reader = new BoundedReader(file);
            CheckPixels(ClaimedSize(reader, container), limits);
            codec = SKCodec.Create(path) ?? throw Unreadable();
            var size = codec.Info.Size;
            CheckPixels((size.Width, size.Height), limits);
            StrippedImage stripped;
            using (var copy = OwnerOnly.Create(copyPath))
                stripped = ImageStripper.Strip(reader, container, copy) ?? throw Unreadable();
            if (stripped.IsAnimated)
                CheckFrames(stripped.Frames, size, limits);
            return new ImageProcessor(file, reader, container, copyPath, codec, stripped);
        }
        catch
        {
            codec?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Decodes all of it, once.</summary>
    /// <param name="thumbnailPath">Of the thumbnail, which is created.</param>
    /// <returns>The size as shown.</returns>
    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaUnreadable"/>.</exception>
    public ProcessedImage Decode(string thumbnailPath)
    {
        var size = codec.Info.Size;
        using var thumbnail = OwnerOnly.Create(thumbnailPath);
        if (!stripped.IsAnimated)
            return IsTurned ? DecodeTurned(thumbnail) : DecodeStill(thumbnail);
        if (container == MediaContainer.Png)
            DecodeApng(thumbnail);
        else
            DecodeAnimation(thumbnail);
        return new ProcessedImage(size.Width, size.Height);
    }

    /// <summary>
    /// Takes the image as its headers have it: nobody has seen whether it decodes. One that EXIF turns gets EXIF again, which says that and nothing
    /// else.
    /// </summary>
    /// <returns>The size as shown.</returns>
    public ProcessedImage Leave()
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (!IsTurned || stripped.IsAnimated)
            return new ProcessedImage(width, height);
        var origin = codec.EncodedOrigin;
        ImageOrientation.Write(copyPath, container, origin);
        return ImageTurner.SwapsSides(origin) ? new ProcessedImage(height, width) : new ProcessedImage(width, height);
    }

    public void Dispose()
    {
        codec.Dispose();
        file.Dispose();
    }

    /// <summary>Decodes everything, but where the format offers it, to no more pixels than the thumbnail needs.</summary>
    private ProcessedImage DecodeStill(Stream thumbnail)
    {
        var size = codec.Info.Size;
        using var picture = DecodeWhole(codec, Thumbnail.SizeToDecode(codec), SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        if (!stripped.IsAnimated)
            codec.Dispose();
        Thumbnail.Write(picture, thumbnail);
        return new ProcessedImage(size.Width, size.Height);
    }

    private ProcessedImage DecodeTurned(Stream thumbnail)
    {
        var (origin, format) = (codec.EncodedOrigin, codec.EncodedFormat);
        SKBitmap turned;
        using (var picture = DecodeWhole(codec, codec.Info.Size, SKAlphaType.Unpremul, codec.Info.ColorSpace ?? SKColorSpace.CreateSrgb()))
        {
            // What it holds of the picture may be as much as the picture itself.
            codec.Dispose();
            turned = ImageTurner.Turn(picture, origin);
        }

        using (turned)
        {
            using (var copy = OwnerOnly.Create(copyPath))
            using (var pixels = turned.PeekPixels())
            {
                var isWritten = format switch
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

    private void DecodeApng(Stream thumbnail)
    {
        DecodeStill(thumbnail);
        foreach (var frame in ApngFrames.Read(reader))
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
        var info = PictureInfo(codec, codec.Info.Size, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
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
                Thumbnail.Write(target, thumbnail);
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
