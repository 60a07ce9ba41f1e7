using System.Buffers.Binary;
using System.Text;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Images.Magick;
using ImageMagick;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Images;

public sealed class HeifProcessorTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Decode_WhenAPhotoIsHeic_ThenAJpegIsStoredInItsPlace()
    {
        var (image, copy, thumbnail) = Process(HeifFiles.Heic(), isDecoded: true);

        Assert.Equal(new ProcessedImage(64, 48, IsRendition: true), image);
        foreach (var file in (byte[][])[copy, thumbnail])
        {
            using var shown = SKBitmap.Decode(file);
            Assert.Equal((64, 48), (shown.Width, shown.Height));
            AssertNear(SKColors.Red, shown.GetPixel(8, 8));
            AssertNear(SKColors.Blue, shown.GetPixel(55, 8));
            AssertNear(SKColors.Lime, shown.GetPixel(32, 40));
        }
    }

    [Fact]
    public void Decode_WhenAPhotoIsAvif_ThenItIsStoredAsItCameAndTheThumbnailIsAsShown()
    {
        var (image, copy, thumbnail) = Process(HeifFiles.TurnedAvif(), isDecoded: true);

        Assert.Equal(new ProcessedImage(48, 64), image);
        Assert.Equal(HeifFiles.TurnedAvif().Length, copy.Length);
        using var shown = SKBitmap.Decode(thumbnail);
        Assert.Equal((48, 64), (shown.Width, shown.Height));
        // What was at the right is above now.
        AssertNear(SKColors.Blue, shown.GetPixel(8, 8));
        AssertNear(SKColors.Red, shown.GetPixel(8, 55));
        AssertNear(SKColors.Lime, shown.GetPixel(40, 32));
        // The picture's data are what they were.
        Assert.Equal(thumbnail, Process(copy, isDecoded: true).Thumbnail);
    }

    [Theory]
    [InlineData("HEIC", true)]
    [InlineData("HEIC", false)]
    [InlineData("AVIF", true)]
    [InlineData("AVIF", false)]
    public void Process_WhenAPhotoTellsWhereItWasTaken_ThenNothingOfItIsStored(string format, bool isDecoded)
    {
        var file = format == "HEIC" ? HeifFiles.Heic() : HeifFiles.TurnedAvif();
        Assert.Contains(HeifFiles.Secret, Encoding.Latin1.GetString(file));

        var (image, copy, _) = Process(file, isDecoded);

        Assert.Equal(format == "HEIC" ? (64, 48) : (48, 64), (image.Width, image.Height));
        foreach (var trace in (string[])[HeifFiles.Secret, "MM\0*", "II*\0", "xmpmeta"])
            Assert.DoesNotContain(trace, Encoding.Latin1.GetString(copy));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_WhenAPhotoIsForBrightScreens_ThenTheThumbnailHasTheColoursOfOthers(bool isHlg)
    {
        var (_, _, thumbnail) = Process(HeifFiles.BrightAvif(isHlg), isDecoded: true);

        using var shown = SKBitmap.Decode(thumbnail);
        (int X, int Y, SKColor Colour)[] quarters = [(12, 10, new(204, 51, 51)), (50, 10, new(51, 102, 170)), (12, 38, new(51, 170, 68)), (50, 38, new(187, 187, 187))];
        var differences = quarters.SelectMany(quarter =>
        {
            var pixel = shown.GetPixel(quarter.X, quarter.Y);
            return (int[])[pixel.Red - quarter.Colour.Red, pixel.Green - quarter.Colour.Green, pixel.Blue - quarter.Colour.Blue];
        }).ToList();
        Assert.True(differences.Average(Math.Abs) < 3, string.Join(' ', differences));
    }

    /// <summary>XMP beside the picture, the film of a motion photo, the tracks of a sequence, and what is no box at all.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Process_WhenAPlaceStandsAroundThePicture_ThenNothingOfItIsStored(bool isDecoded)
    {
        const string Place = "+41.0082+028.9784/";
        var place = Encoding.Latin1.GetBytes($"{Place}<x:xmpmeta/>");
        var track = IsoFiles.Box("trak", IsoFiles.Box("udta", IsoFiles.Box("\u00A9xyz", place)), IsoFiles.Box("uuid", new byte[16], place));
        byte[] file =
        [
            .. HeifFiles.TurnedAvif(),
            .. IsoFiles.Box("uuid", Convert.FromHexString("BE7ACFCB97A942E89C71999491E3AFAC"), place),
            .. IsoFiles.Box("mpvd", place),
            .. IsoFiles.Box("free", place),
            // A decoder reads what is there of a sequence; this one has no pictures.
            .. isDecoded ? [] : IsoFiles.Movie(IsoFiles.Box("udta", IsoFiles.Box("loci", place)), track),
        ];

        var (image, copy, thumbnail) = Process(file, isDecoded);

        Assert.Equal((48, 64, file.Length), (image.Width, image.Height, copy.Length));
        Assert.DoesNotContain(Place, Encoding.Latin1.GetString(copy));
        Assert.DoesNotContain("xmpmeta", Encoding.Latin1.GetString(copy));
        if (isDecoded)
            Assert.Equal(Process(HeifFiles.TurnedAvif(), isDecoded).Thumbnail, thumbnail);
    }

    [Fact]
    public void Open_WhenThereAreTooManyPixelsOrBytes_ThenItIsTooLarge()
    {
        var file = HeifFiles.Heic();

        Assert.Equal((64, 48), Size(file, new MediaLimits { MaxImagePixels = 64 * 48, MaxImageBytes = file.Length }));
        Assert.Equal(ErrorCode.MediaTooLarge, Refusal(file, new MediaLimits { MaxImagePixels = (64 * 48) - 1 }));
        Assert.Equal(ErrorCode.MediaTooLarge, Refusal(file, new MediaLimits { MaxImageBytes = file.Length - 1 }));
    }

    [Fact]
    public void Open_WhenAPhotoIsCut_ThenItIsUnreadable()
    {
        foreach (var file in (byte[][])[HeifFiles.Heic(), HeifFiles.TurnedAvif()])
        {
            for (var length = 64; length < file.Length; length += 101)
                Assert.Equal(ErrorCode.MediaUnreadable, Refusal(file[..length]));
            Assert.Equal(ErrorCode.MediaUnreadable, Refusal(file[..^1]));
        }
    }

    /// <summary>Each number of the head in turn becomes the greatest, or nothing.</summary>
    [Theory]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0)]
    public void Process_WhenANumberIsALie_ThenItIsRefusedOrTaken(uint lie)
    {
        foreach (var original in (byte[][])[HeifFiles.Heic(), HeifFiles.TurnedAvif()])
        {
            for (var at = 32; at < 400; at += 3)
            {
                var file = (byte[])original.Clone();
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), lie);
                try
                {
                    Process(file, isDecoded: true);
                }
                catch (RefusedException refusal)
                {
                    Assert.Contains(refusal.Code, (ErrorCode[])[ErrorCode.MediaUnreadable, ErrorCode.MediaTooLarge]);
                }
            }
        }
    }

    /// <summary>More than eight bits for a colour, and transparency, cost more (docs/media.md).</summary>
    [Fact]
    public void Cost_WhenAPhotoHasMoreBitsOrIsTransparent_ThenMoreIsReckoned()
    {
        const int Pixels = 64 * 48;
        var (heic, transparent) = (HeifFiles.Heic(), HeifFiles.TransparentHeic());

        Assert.Equal(11 * Pixels, CostOf(heic) - heic.Length);
        Assert.Equal(20 * Pixels, CostOf(WithTenBits(heic)) - heic.Length);
        Assert.Equal(14 * Pixels, CostOf(transparent) - transparent.Length);
        Assert.Equal(28 * Pixels, CostOf(WithTenBits(transparent)) - transparent.Length);
        Assert.Equal(20 * Pixels, CostOf(HeifFiles.TurnedAvif()) - HeifFiles.TurnedAvif().Length);
        Assert.Equal(26 * Pixels, CostOf(HeifFiles.BrightAvif(isHlg: true)) - HeifFiles.BrightAvif(isHlg: true).Length);
    }

    /// <summary>Of each pixel of the whole; what is decoded is a tile at a time.</summary>
    [Fact]
    public void Cost_WhenAPhoneMakesAPhotoOf48MillionPixels_ThenItIsDecodedByDefault() =>
        Assert.InRange(CostOf(HeifFiles.TiledHeic()), 8064 * 6048 * 6L, new MediaLimits().MaxDecodeBytes / 4 * 3);

    /// <summary>What it says when a worker reaches its limit, word for word: its errors of memory come as those of broken pictures.</summary>
    [Theory]
    [InlineData("Memory allocation error: Unspecified: Allocating 48000015 bytes failed (6.0) `a.heic' @ error/heic.c/IsHEIFSuccess/207", true)]
    [InlineData("Out of memory (6.0) `a.heic' @ error/heic.c/IsHEIFSuccess/207", true)]
    [InlineData("Memory allocation error: Invalid image size: zero width or height (6.129) `a.heic' @ error/heic.c/IsHEIFSuccess/207", false)]
    [InlineData("Memory allocation error: Security limit exceeded: iinf box contains 65535 items, which exceeds the security limit of 1000 items. (6.1000) `a.heic' @ error/heic.c/IsHEIFSuccess/207", false)]
    [InlineData("Invalid input: Unspecified: Decoded image does not have the bit depth signaled in the file. (2.0) `a.heic' @ error/heic.c/IsHEIFSuccess/207", false)]
    public void Read_WhenTheDecoderLacksMemory_ThenThatSaysNothingOfThePicture(string message, bool isOutOfMemory) =>
        Assert.Equal(isOutOfMemory, MagickPicture.IsOutOfMemory(new MagickCorruptImageErrorException(message)));

    private static byte[] WithTenBits(byte[] heic)
    {
        var file = (byte[])heic.Clone();
        const int BitsBehindName = 4 + 17;
        file[file.AsSpan().IndexOf("hvcC"u8) + BitsBehindName] |= 2;
        return file;
    }

    private static void AssertNear(SKColor expected, SKColor actual) => Assert.True(ImageRun.IsNear(expected, actual), $"{actual}, not {expected}");

    private (int Width, int Height) Size(byte[] file, MediaLimits limits) => Process(file, isDecoded: false, limits).Image is var image ? (image.Width, image.Height) : default;

    private ErrorCode Refusal(byte[] file, MediaLimits? limits = null) => Assert.Throws<RefusedException>(() => Process(file, isDecoded: true, limits)).Code;

    private long CostOf(byte[] file) => ImageRun.CostOf(folder, file);

    private ImageRun Process(byte[] file, bool isDecoded, MediaLimits? limits = null) => ImageRun.Of(folder, file, limits, isDecoded);
}
