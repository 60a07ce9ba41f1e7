using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Films;

/// <summary>Thumbnails of real films: their colours, their shape, and which picture they are of. However slow the machine is.</summary>
public sealed class FilmThumbnailTests : IDisposable
{
    /// <summary>Four colours in a row, in sRGB.</summary>
    private static readonly SKColor[] Colours = [new(204, 51, 51), new(60, 180, 60), new(40, 70, 190), new(210, 190, 120)];

    private readonly WorkFolder folder = new();

    /// <summary>How films are made that say how their colours are meant: filters, then the encoder and what it writes about it.</summary>
    public static TheoryData<string, string, string> Tagged => new()
    {
        { "BT.709", "zscale=m=bt709:r=tv,format=yuv420p", "libx264 -colorspace bt709 -color_trc bt709 -color_primaries bt709 -f mp4" },
        { "BT.709, Matroska", "zscale=m=bt709:r=tv,format=yuv420p", "libx264 -colorspace bt709 -color_trc bt709 -color_primaries bt709 -f matroska" },
        { "BT.709, full range", "zscale=m=bt709:r=full,format=yuv420p", "libx264 -colorspace bt709 -color_trc bt709 -color_primaries bt709 -color_range pc -f mp4" },
        { "BT.601", "zscale=m=170m:r=tv,format=yuv420p", "libx264 -colorspace smpte170m -color_trc smpte170m -color_primaries smpte170m -f mp4" },
        { "untold", "scale,format=yuv420p", "libx264 -f mp4" },
        { "HLG", Hdr("arib-std-b67"), "libx265 -x265-params log-level=error:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc -tag:v hvc1 -f mov" },
        { "PQ", Hdr("smpte2084"), "libx265 -x265-params log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc -f mp4" },
        { "PQ, Matroska", Hdr("smpte2084"), "libx265 -x265-params log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc -f matroska" },
    };

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Tagged), DisableDiscoveryEnumeration = true)]
    public async Task WriteAsync_WhenAFilmSaysHowItsColoursAreMeant_ThenTheyAreRight(string name, string filters, string encoding)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var source = DrawColours();
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(film, ["-loop", "1", "-f", "image2", "-i", source, "-frames:v", "5", "-vf", filters, "-c:v", .. encoding.Split(' ')]);

        using var thumbnail = await TakeAsync(film);

        var differences = Colours.SelectMany((colour, i) => Differences(colour, thumbnail.GetPixel((i * 80) + 40, 90))).ToList();
        Assert.True(differences.Average() < 3, $"{name}: {string.Join(' ', differences)}");
    }

    [SkippableTheory]
    [InlineData("mp4")]
    [InlineData("matroska")]
    public async Task WriteAsync_WhenPixelsAreNotSquare_ThenThePictureHasItsShape(string format)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(film, "-f", "lavfi", "-i", "testsrc=duration=1:size=720x576,setsar=64/45", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-f", format);

        using var thumbnail = await TakeAsync(film);

        Assert.Equal((320, 180), (thumbnail.Width, thumbnail.Height));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenAFilmIsSmall_ThenItIsNotEnlarged()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(film, "-f", "lavfi", "-i", "testsrc=duration=1:size=64x48", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-f", "mp4");

        using var thumbnail = await TakeAsync(film);

        Assert.Equal((64, 48), (thumbnail.Width, thumbnail.Height));
    }

    /// <summary>With pictures that stand for themselves every second, and with the first alone.</summary>
    [SkippableTheory]
    [InlineData(25)]
    [InlineData(250)]
    public async Task WriteAsync_WhenAFilmBeginsBlack_ThenThePictureShowsSomething(int distance)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(
            film, "-f", "lavfi", "-i", "testsrc=duration=4:size=640x360:rate=25,fade=in:st=1:d=1", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", $"{distance}", "-f", "mp4");

        using var thumbnail = await TakeAsync(film);

        Assert.Contains(Enumerable.Range(0, 320), x => thumbnail.GetPixel(x, 90).Green > 30);
    }

    [SkippableFact]
    public async Task WriteAsync_WhenAllOfAFilmIsOfOneColour_ThenItIsThatColour()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(film, "-f", "lavfi", "-i", "color=blue:duration=2:size=320x180", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-f", "mp4");

        using var thumbnail = await TakeAsync(film);

        Assert.InRange(thumbnail.GetPixel(160, 90).Blue, 245, 255);
    }

    /// <summary>With a picture that stands for itself behind the cut, and without one.</summary>
    [SkippableTheory]
    [InlineData(50)]
    [InlineData(250)]
    public async Task WriteAsync_WhenAnEditCutsAFilmAmidItsPictures_ThenThereIsOne(int distance)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var (whole, film) = (folder.NewPath(), folder.NewPath());
        await Ffmpeg.MakeAsync(
            whole, "-f", "lavfi", "-i", "testsrc=duration=4:size=640x360:rate=25", "-pix_fmt", "yuv420p", "-c:v", "libx265", "-x265-params", $"log-level=error:keyint={distance}", "-tag:v", "hvc1", "-f", "mov");
        await Ffmpeg.MakeAsync(film, "-ss", "1.3", "-i", whole, "-c", "copy", "-f", "mov");

        using var thumbnail = await TakeAsync(film);

        Assert.Equal((320, 180), (thumbnail.Width, thumbnail.Height));
    }

    private static string Hdr(string transfer) =>
        $"format=gbrp,zscale=tin=iec61966-2-1:pin=bt709:min=gbr:rin=full:t=linear:npl=100:p=bt709:m=gbr,format=gbrpf32le,zscale=t={transfer}:p=bt2020:m=bt2020nc:r=tv:npl=100,format=yuv420p10le";

    private static IEnumerable<int> Differences(SKColor one, SKColor other) =>
        [Math.Abs(one.Red - other.Red), Math.Abs(one.Green - other.Green), Math.Abs(one.Blue - other.Blue)];

    private string DrawColours()
    {
        using var bitmap = new SKBitmap(320, 180, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            for (var i = 0; i < Colours.Length; i++)
            {
                using var paint = new SKPaint { Color = Colours[i] };
                canvas.DrawRect(i * 80, 0, 80, 180, paint);
            }
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return folder.Write(png.ToArray());
    }

    private async Task<SKBitmap> TakeAsync(string film)
    {
        var thumbnail = folder.NewPath();
        Assert.Equal(
            ThumbnailOutcome.Made, await new VideoThumbnailer(time: new FakeTimeProvider()).WriteAsync(film, thumbnail, VideoThumbnailer.LaterTimeLimit, CancellationToken.None));
        return SKBitmap.Decode(thumbnail);
    }
}
