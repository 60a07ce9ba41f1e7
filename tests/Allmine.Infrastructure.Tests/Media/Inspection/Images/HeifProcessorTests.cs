using System.Buffers.Binary;
using System.Text;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images;
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

    private static void AssertNear(SKColor expected, SKColor actual) => Assert.True(ImageRun.IsNear(expected, actual), $"{actual}, not {expected}");

    private (int Width, int Height) Size(byte[] file, MediaLimits limits) => Process(file, isDecoded: false, limits).Image is var image ? (image.Width, image.Height) : default;

    private ErrorCode Refusal(byte[] file, MediaLimits? limits = null) => Assert.Throws<RefusedException>(() => Process(file, isDecoded: true, limits)).Code;

    private ImageRun Process(byte[] file, bool isDecoded, MediaLimits? limits = null) => ImageRun.Of(folder, file, limits, isDecoded);
}
