using System.IO.Compression;
using System.Text;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Images;

public sealed class ImageProcessorTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public static TheoryData<string, byte[], int> WithMetadata => new()
    {
        { "JPEG", ImageFiles.JpegWithMetadata(1), 1 },
        { "turned JPEG", ImageFiles.JpegWithMetadata(6), 1 },
        { "PNG", ImageFiles.PngWithMetadata(), 1 },
        { "WebP", ImageFiles.WebPWithMetadata(), 1 },
        { "turned WebP", ImageFiles.WebPWithMetadata(6), 1 },
        { "GIF", ImageFiles.AnimatedGif(frames: 1), 1 },
        { "animated GIF", ImageFiles.AnimatedGif(), 3 },
        { "animated WebP", ImageFiles.AnimatedWebP(), 3 },
        { "animated PNG", ImageFiles.AnimatedPng(), 3 },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(7, true)]
    [InlineData(8, true)]
    public void Process_WhenExifTurnsTheImage_ThenTheThumbnailIsAsShownAndTheCopyKeepsItsScans(int orientation, bool swapsSides)
    {
        foreach (var (file, plain) in ((byte[], byte[])[])[
            (ImageFiles.JpegWithMetadata(orientation), ImageFiles.Jpeg()),
            (ImageFiles.WebPWithMetadata(orientation), ImageFiles.WebP()),
            (WithChunks(ImageFiles.Png(), ImageFiles.Chunk("eXIf", ImageFiles.Exif(orientation))), ImageFiles.Png())])
        {
            var (image, copy, thumbnail) = Process(file);

            var (width, height) = swapsSides ? (48, 64) : (64, 48);
            Assert.Equal(new ProcessedImage(width, height), image);
            using var shown = SKBitmap.Decode(thumbnail);
            Assert.Equal((width, height), (shown.Width, shown.Height));
            foreach (var (x, y, colour) in Corners(orientation, width, height))
                Assert.True(ImageRun.IsNear(shown.GetPixel(x, y), colour), $"{orientation}: {x},{y} is {shown.GetPixel(x, y)}, not {colour}");
            Assert.Equal(orientation, Orientation.In(copy.AsSpan(Math.Max(0, copy.AsSpan().IndexOf("II*\0"u8)))).Value);
            // Not a pixel was encoded anew.
            using var kept = SKBitmap.Decode(copy);
            using var before = SKBitmap.Decode(plain);
            Assert.Equal(before.Bytes, kept.Bytes);
        }
    }

    /// <summary>What is coded with loss is decoded row by row, and at the size that the thumbnail needs.</summary>
    [Fact]
    public void Cost_WhenAWebPHasNoLossOrAJpegNoEndMark_ThenTheWholePictureIsReckoned()
    {
        const int Pixels = 4000 * 3000;
        var jpeg = ImageFiles.Jpeg(4000, 3000);
        using var picture = new SKBitmap(4000, 3000, isOpaque: true);
        picture.Erase(SKColors.Teal);

        Assert.InRange(ImageRun.CostOf(folder, WebP(SKWebpEncoderCompression.Lossy)), 1, Pixels);
        Assert.InRange(ImageRun.CostOf(folder, WebP(SKWebpEncoderCompression.Lossless)), 4 * Pixels, 5 * Pixels);
        Assert.InRange(ImageRun.CostOf(folder, jpeg), 1, Pixels);
        Assert.InRange(ImageRun.CostOf(folder, jpeg[..^2]), 4 * Pixels, 5 * Pixels);

        byte[] WebP(SKWebpEncoderCompression compression)
        {
            using var pixels = picture.PeekPixels()!;
            using var data = pixels.Encode(new SKWebpEncoderOptions(compression, 50))!;
            return data.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(WithMetadata), DisableDiscoveryEnumeration = true)]
    public void Process_WhenThereIsMoreThanThePicture_ThenNoneOfItIsInAnyCopy(string name, byte[] file, int frames)
    {
        var (_, copy, thumbnail) = Process(file);

        foreach (var stored in (byte[][])[copy, thumbnail])
        {
            var text = Encoding.Latin1.GetString(stored);
            foreach (var trace in (string[])[ImageFiles.Secret, "XMP", "<script>", "adobe"])
                Assert.False(text.Contains(trace, StringComparison.Ordinal), $"{name}: {trace}");
        }

        using var codec = SKCodec.Create(new MemoryStream(copy));
        Assert.NotNull(codec);
        // The decoder knows no animated PNGs.
        var shown = name == "animated PNG" ? ImageFiles.PngChunks(copy).Count(chunk => chunk.Type == "fcTL") : Math.Max(1, codec.FrameCount);
        Assert.Equal((name, frames), (name, shown));
    }

    [Fact]
    public void Process_WhenAJpegNeedsNoTurning_ThenThePictureIsNotEncodedAgain()
    {
        var (_, copy, _) = Process(ImageFiles.JpegWithMetadata(1));

        Assert.Equal(ImageFiles.Jpeg(), copy);
    }

    [Theory]
    [InlineData("progressive")]
    [InlineData("CMYK")]
    public void Process_WhenAJpegIsOfARarerSort_ThenItLooksTheSameInEveryCopy(string sort)
    {
        var file = sort == "CMYK" ? ImageFiles.CmykJpeg() : ImageFiles.ProgressiveJpeg();
        var flat = Process(ImageFiles.WithMetadata(file, orientation: 1));
        var turned = Process(ImageFiles.WithMetadata(file, orientation: 6));

        Assert.Equal((new ProcessedImage(24, 16), new ProcessedImage(16, 24)), (flat.Image, turned.Image));
        using var original = SKBitmap.Decode(file);
        foreach (var (copy, x, y) in ((byte[], int, int)[])[(flat.Copy, 3, 3), (flat.Thumbnail, 3, 3), (turned.Copy, 3, 3), (turned.Thumbnail, 12, 3)])
        {
            using var shown = SKBitmap.Decode(copy);
            Assert.True(ImageRun.IsNear(shown.GetPixel(x, y), original.GetPixel(3, 3)), $"{shown.GetPixel(x, y)}, not {original.GetPixel(3, 3)}");
        }

        Assert.Equal(file, Process(file[..^2]).Copy);
        Assert.Equal(ErrorCode.MediaUnreadable, Refusal(file[..^40]));
    }

    [Fact]
    public void Process_WhenAWebPIsTurnedByExif_ThenItIsTurnedBack()
    {
        Assert.Equal(new ProcessedImage(48, 64), Process(ImageFiles.WebPWithMetadata(6)).Image);
    }

    [Fact]
    public void Process_WhenNothingIsToBeDropped_ThenTheCopyIsTheFile()
    {
        foreach (var file in (byte[][])[ImageFiles.Jpeg(), ImageFiles.Png(), ImageFiles.WebP()])
            Assert.Equal(file, Process(file).Copy);
    }

    [Fact]
    public void Process_WhenAGifIsAnimated_ThenItGoesOnRepeatingItself()
    {
        using var codec = SKCodec.Create(new MemoryStream(Process(ImageFiles.AnimatedGif()).Copy));

        Assert.Equal((3, -1), (codec.FrameCount, codec.RepetitionCount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Process_WhenFramesAreUndone_ThenTheRestIsStillDecoded(int disposal)
    {
        var (image, _, thumbnail) = Process(ImageFiles.AnimatedGif(frames: 40, disposal));

        Assert.Equal(new ProcessedImage(16, 8), image);
        using var first = SKBitmap.Decode(thumbnail);
        Assert.True(ImageRun.IsNear(first.GetPixel(8, 4), SKColors.Red));
    }

    [Theory]
    [InlineData(1600, 1200, 320, 240)]
    [InlineData(1200, 1600, 240, 320)]
    [InlineData(5000, 10, 320, 1)]
    [InlineData(320, 320, 320, 320)]
    [InlineData(321, 100, 320, 100)]
    [InlineData(10, 20, 10, 20)]
    [InlineData(1, 1, 1, 1)]
    public void Process_WhenThereIsAThumbnail_ThenItsLongestSideIs320OrThatOfTheImage(int width, int height, int thumbnailWidth, int thumbnailHeight)
    {
        foreach (var file in (byte[][])[ImageFiles.Jpeg(width, height), ImageFiles.Png(width, height), ImageFiles.WebP(width, height)])
        {
            using var codec = SKCodec.Create(new MemoryStream(Process(file).Thumbnail));
            Assert.Equal((SKEncodedImageFormat.Jpeg, thumbnailWidth, thumbnailHeight), (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
        }
    }

    [Fact]
    public void Process_WhenThePictureIsTransparent_ThenTheThumbnailIsOnWhite()
    {
        using var thumbnail = SKBitmap.Decode(Process(ImageFiles.Encode(64, 48, SKEncodedImageFormat.Png, isTransparent: true)).Thumbnail);

        Assert.True(ImageRun.IsNear(thumbnail.GetPixel(32, 40), SKColors.White));
        Assert.True(ImageRun.IsNear(thumbnail.GetPixel(8, 8), SKColors.Red));
    }

    [Theory]
    [InlineData(60000, 60000)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(110_000_001, 1)]
    public void Process_WhenTheHeaderClaimsTooManyPixels_ThenItIsTooLargeBeforeDecoding(uint width, uint height)
    {
        Assert.Equal(ErrorCode.MediaTooLarge, Refusal(ImageFiles.PngBomb(width, height)));
    }

    [Fact]
    public void Process_WhenAnyFormatHasTooManyPixels_ThenItIsTooLarge()
    {
        var limits = new MediaLimits { MaxImagePixels = (64 * 48) - 1 };

        foreach (var file in (byte[][])[ImageFiles.Jpeg(), ImageFiles.Png(), ImageFiles.WebP(), ImageFiles.AnimatedPng()])
            Assert.Equal(ErrorCode.MediaTooLarge, Refusal(file, limits));
        Assert.Equal(new ProcessedImage(64, 48), Process(ImageFiles.Jpeg(), limits with { MaxImagePixels = 64 * 48 }).Image);
    }

    [Fact]
    public void Process_WhenAnAnimationHasTooManyFramesOrPixels_ThenItIsTooLarge()
    {
        Assert.Equal(new ProcessedImage(16, 8), Process(ImageFiles.AnimatedGif(ImageProcessor.MaxFrames)).Image);
        Assert.Equal(ErrorCode.MediaTooLarge, Refusal(ImageFiles.AnimatedGif(ImageProcessor.MaxFrames + 1)));
        var limits = new MediaLimits { MaxImagePixels = 16 * 8 };
        Assert.Equal(new ProcessedImage(16, 8), Process(ImageFiles.AnimatedGif(ImageProcessor.MaxAnimationFactor), limits).Image);
        Assert.Equal(ErrorCode.MediaTooLarge, Refusal(ImageFiles.AnimatedGif(ImageProcessor.MaxAnimationFactor + 1), limits));
    }

    [Fact]
    public void Process_WhenTheFileHasTooManyBytes_ThenItIsTooLarge()
    {
        var file = ImageFiles.Jpeg();

        Assert.Equal(ErrorCode.MediaTooLarge, Refusal(file, new MediaLimits { MaxImageBytes = file.Length - 1 }));
        Assert.Equal(new ProcessedImage(64, 48), Process(file, new MediaLimits { MaxImageBytes = file.Length }).Image);
    }

    [Fact]
    public void Process_WhenTheImageIsCutAnywhere_ThenItIsUnreadable()
    {
        var files = (byte[][])[ImageFiles.Jpeg(), ImageFiles.Png(), ImageFiles.WebP(), .. Animations()];
        foreach (var file in files)
        {
            foreach (var length in (int[])[12, file.Length / 4, file.Length / 2, file.Length * 3 / 4])
                Assert.Equal(ErrorCode.MediaUnreadable, Refusal(file[..length]));
        }
    }

    /// <summary>Browsers show them.</summary>
    [Fact]
    public void Process_WhenAnImageLacksItsEndMarkAlone_ThenItIsStoredWithIt()
    {
        var gif = Animations()[0];
        foreach (var (file, mark) in ((byte[], int)[])[(ImageFiles.Jpeg(), 2), (ImageFiles.Jpeg(), 1), (ImageFiles.Png(), 12), (ImageFiles.Png(), 4), (Animations()[2], 12), (gif, 1)])
            Assert.Equal(Process(file).Copy, Process(file[..^mark]).Copy);
    }

    [Fact]
    public void Process_WhenALaterPictureAloneIsTransparent_ThenTheAnimationIsTaken()
    {
        foreach (var file in PhoneFiles.OpaqueFirst())
            Assert.Equal(new ProcessedImage(64, 64), Process(file).Image);
    }

    /// <summary>The profile counts, whether the image is turned or not.</summary>
    [Fact]
    public void Process_WhenAnImageHasWideColours_ThenTheThumbnailHasThemInSrgb()
    {
        using var flat = SKBitmap.Decode(Process(PhoneFiles.WideColours()).Thumbnail);
        using var turned = SKBitmap.Decode(Process(PhoneFiles.TurnedWideColours()).Thumbnail);
        using var data = SKData.CreateCopy(PhoneFiles.WideColours());
        using var codec = SKCodec.Create(data);
        using var expected = new SKBitmap(new SKImageInfo(400, 300, SKColorType.Rgba8888, SKAlphaType.Opaque, SKColorSpace.CreateSrgb()));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(expected.Info, expected.GetPixels()));

        Assert.Equal((320, 240, 240, 320), (flat.Width, flat.Height, turned.Width, turned.Height));
        var differences = from x in Enumerable.Range(1, 15)
                          from y in Enumerable.Range(1, 11)
                          let colour = expected.GetPixel(x * 25, y * 25)
                          select (Difference(colour, flat.GetPixel(x * 20, y * 20)), Difference(colour, turned.GetPixel(239 - (y * 20), x * 20)));
        var (ofFlat, ofTurned) = (differences.Average(each => each.Item1), differences.Average(each => each.Item2));
        Assert.True(ofFlat < 3, $"{ofFlat}");
        Assert.True(ofTurned < 3, $"{ofTurned}");
    }

    [Fact]
    public void Process_WhenAFrameOfAnApngLiesOutside_ThenItIsUnreadable()
    {
        var file = ImageFiles.AnimatedPng();
        var second = file.AsSpan().LastIndexOf("fcTL"u8);
        byte[] control = [.. file.AsSpan(second + 4, 26)];
        control[15] = 1;
        ImageFiles.Chunk("fcTL", control).CopyTo(file, second - 4);

        Assert.Equal(ErrorCode.MediaUnreadable, Refusal(file));
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, true)]
    [InlineData((4 * 1024 * 1024) + 1, false)]
    [InlineData(200_000_000, false)]
    public void Process_WhenAPngHasAProfile_ThenItIsKeptUnlessItUnfoldsToTooMuch(int bytes, bool isKept)
    {
        var file = WithChunks(ImageFiles.Png(), Profile(bytes));
        Assert.True(file.Length < 300_000);

        var (image, copy, thumbnail) = Process(file);

        Assert.Equal(new ProcessedImage(64, 48), image);
        Assert.Equal(isKept ? file : ImageFiles.Png(), copy);
        Assert.True(thumbnail.Length > 0);
    }

    [Fact]
    public void Process_WhenAPngHasManyProfiles_ThenTheFirstAloneIsLookedInto()
    {
        var profile = Profile(1000);

        var (_, copy, _) = Process(WithChunks(ImageFiles.Png(), [.. Enumerable.Repeat(profile, 100).SelectMany(chunk => chunk)]));

        Assert.Equal(WithChunks(ImageFiles.Png(), profile), copy);
    }

    [Fact]
    public void Process_WhenAPngsProfileCannotBeUnfolded_ThenItIsDropped()
    {
        foreach (var body in (byte[][])[[.. "sRGB\0"u8, 0, 1, 2, 3], [.. "sRGB\0"u8], [.. "sRGB"u8], [0, 0, .. Fold(10)], []])
            Assert.Equal(ImageFiles.Png(), Process(WithChunks(ImageFiles.Png(), ImageFiles.Chunk("iCCP", body))).Copy);
    }

    [Fact]
    public void Process_WhenAPngHasCompressedTexts_ThenTheyAreDropped()
    {
        var bomb = Fold(50_000_000);
        byte[] texts = [.. ImageFiles.Chunk("zTXt", [.. "Comment\0"u8, 0, .. bomb]), .. ImageFiles.Chunk("iTXt", [.. "Comment\0"u8, 1, 0, 0, 0, .. bomb])];

        Assert.Equal(ImageFiles.Png(), Process(WithChunks(ImageFiles.Png(), texts)).Copy);
    }

    private static byte[] Profile(int bytes) => ImageFiles.Chunk("iCCP", [.. "sRGB\0"u8, 0, .. Fold(bytes)]);

    /// <summary>So many zeros, in as few bytes as they can be.</summary>
    private static byte[] Fold(int bytes)
    {
        using var folded = new MemoryStream();
        using (var target = new ZLibStream(folded, CompressionLevel.SmallestSize))
        {
            var piece = new byte[1_000_000];
            for (var left = bytes; left > 0; left -= piece.Length)
                target.Write(piece, 0, Math.Min(left, piece.Length));
        }

        return folded.ToArray();
    }

    /// <summary>Behind the signature and the header.</summary>
    private static byte[] WithChunks(byte[] png, byte[] chunks) => [.. png.AsSpan(0, 33), .. chunks, .. png.AsSpan(33)];

    private static byte[][] Animations()
    {
        // Their builders leave a script behind the end; what ends there can be cut without harm.
        var gif = ImageFiles.AnimatedGif();
        var webP = ImageFiles.AnimatedWebP();
        var png = ImageFiles.AnimatedPng();
        return [
            gif[..^$"<script>{ImageFiles.Secret}</script>".Length],
            webP[..^$"<script>{ImageFiles.Secret}</script>".Length],
            png[..^ImageFiles.Secret.Length]];
    }

    /// <summary>Where red, blue and green are after turning.</summary>
    private static IEnumerable<(int X, int Y, SKColor Colour)> Corners(int orientation, int width, int height)
    {
        // Upper left, upper right, lower left, lower right of the image as shown; R and B are above, G below, as drawn.
        var corners = orientation switch
        {
            1 => "RBGG",
            2 => "BRGG",
            3 => "GGBR",
            4 => "GGRB",
            5 => "RGBG",
            6 => "GRGB",
            7 => "GBGR",
            _ => "BGRG",
        };
        for (var i = 0; i < corners.Length; i++)
        {
            var colour = corners[i] switch { 'R' => SKColors.Red, 'B' => SKColors.Blue, _ => SKColors.Lime };
            yield return (i % 2 == 0 ? 4 : width - 5, i < 2 ? 4 : height - 5, colour);
        }
    }

    private static double Difference(SKColor one, SKColor other) =>
        (Math.Abs(one.Red - other.Red) + Math.Abs(one.Green - other.Green) + Math.Abs(one.Blue - other.Blue)) / 3.0;

    private ErrorCode Refusal(byte[] file, MediaLimits? limits = null) => Assert.Throws<RefusedException>(() => Process(file, limits)).Code;

    private ImageRun Process(byte[] file, MediaLimits? limits = null) => ImageRun.Of(folder, file, limits);
}
