using System.Text;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Budgets;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class MediaInspectorTests : IDisposable
{
    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a654321");
    private static readonly byte[] Svg = Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>");
    private static readonly byte[] Html = Encoding.UTF8.GetBytes("<!DOCTYPE html><p>Hello");
    private static readonly byte[] Playlist = Encoding.UTF8.GetBytes("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n");

    private readonly WorkFolder folder = new();
    private readonly MediaInspector inspector = InProcessWorkers.Inspector();

    public static TheoryData<byte[], string?, string?, ErrorCode> Refused => new()
    {
        { [], "photo.jpg", "image/jpeg", ErrorCode.MediaUnreadable },
        { [], "notes.txt", "text/plain", ErrorCode.MediaUnreadable },
        { Svg, "drawing.jpg", "image/svg+xml", ErrorCode.ContentMismatch },
        { Svg, "drawing.svg", "image/png", ErrorCode.ContentMismatch },
        { Html, "page.jpg", null, ErrorCode.ContentMismatch },
        { Html, "page", "image/jpeg", ErrorCode.ContentMismatch },
        { Playlist, "list.mp4", "video/mp4", ErrorCode.ContentMismatch },
        { ImageFiles.Png(), "film.mp4", null, ErrorCode.ContentMismatch },
        { ImageFiles.PngBomb(60000, 60000), "photo.png", null, ErrorCode.MediaTooLarge },
        { ImageFiles.Jpeg()[..200], "photo.jpg", null, ErrorCode.MediaUnreadable },
        { [0xFF, 0xD8, 0xFF, 0xE0], null, null, ErrorCode.MediaUnreadable },
    };

    public static TheoryData<byte[], string?, string?, MediaKind, string> Taken => new()
    {
        { Svg, "drawing.svg", "image/svg+xml", MediaKind.File, "bin" },
        { Html, "page.html", "text/html", MediaKind.File, "bin" },
        { Playlist, "list.m3u8", "audio/mpegurl", MediaKind.File, "bin" },
        { ImageFiles.Png(), "photo.jpg", "image/jpeg", MediaKind.Image, "png" },
        { ImageFiles.Jpeg(), null, null, MediaKind.Image, "jpg" },
        { MatroskaFiles.Make(hasVideo: false, isSized: false), "voice.webm", "video/webm", MediaKind.Audio, "weba" },
        { MatroskaFiles.Make(), "film.webm", "video/webm", MediaKind.Video, "webm" },
        { IsoFiles.Sound(brand: "isom"), "voice.mp4", "video/mp4", MediaKind.Audio, "m4a" },
        { AudioFiles.Mp3(), "song.bin", "application/octet-stream", MediaKind.Audio, "mp3" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task InspectAsync_WhenTheFileIsNotWhatItClaimsOrBroken_ThenItIsRefusedAndNothingIsLeft(
        byte[] file, string? name, string? type, ErrorCode code)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => InspectAsync(file, name, type));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(1, folder.Files());
    }

    [Theory]
    [MemberData(nameof(Taken), DisableDiscoveryEnumeration = true)]
    public async Task InspectAsync_WhenTheFileIsWhatItClaims_ThenItsKindIsFoundFromTheBytes(
        byte[] file, string? name, string? type, MediaKind kind, string extension)
    {
        using var media = await InspectAsync(file, name, type);

        Assert.Equal((kind, extension), (media.Format.Kind, media.Format.Extension));
        Assert.Equal(kind == MediaKind.Image, media.ThumbnailPath is not null);
        Assert.Equal(kind == MediaKind.Image, media.ContentPath != media.UploadPath);
    }

    [Fact]
    public async Task InspectAsync_WhenAFilmIsMeasured_ThenAllValuesAreThere()
    {
        using var media = await InspectAsync(IsoFiles.Film(turn: 90), "film.mp4", "video/mp4");

        Assert.Equal((2.5, 360, 640), (media.Duration, media.Width, media.Height));
    }

    [Fact]
    public async Task Dispose_WhenTheFilesAreStored_ThenOnlyTheUploadIsLeft()
    {
        var media = await InspectAsync(ImageFiles.Jpeg(), "photo.jpg", "image/jpeg");
        Assert.Equal(3, folder.Files());

        media.Dispose();

        Assert.Equal(1, folder.Files());
        Assert.True(File.Exists(media.UploadPath));
    }

    [Theory]
    [InlineData("image")]
    [InlineData("audio")]
    [InlineData("video")]
    [InlineData("file")]
    public async Task InspectAsync_WhenAFileIsLongerThanItsKindMayBe_ThenItIsTooLarge(string kind)
    {
        var file = kind switch { "image" => ImageFiles.Jpeg(), "audio" => IsoFiles.Sound(), "video" => IsoFiles.Film(), _ => Html };
        var exact = new MediaLimits
        {
            MaxImageBytes = kind == "image" ? file.Length : 1,
            MaxAudioBytes = kind == "audio" ? file.Length : 1,
            MaxVideoBytes = kind == "video" ? file.Length : 1,
            MaxFileBytes = kind == "file" ? file.Length : 1,
        };
        using var media = await InspectAsync(file, null, null, exact);
        Assert.Equal(kind, MediaKindNames.NameOf(media.Format.Kind));

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => InspectAsync([.. file, 0], null, null, exact));
        Assert.Equal(ErrorCode.MediaTooLarge, refusal.Code);
    }

    /// <summary>As large as an image may be, and written so that a decoder holds all of it, and goes over it again and again.</summary>
    [Theory]
    [InlineData(7070, 30, 6, true)]
    [InlineData(7070, 31, 1, false)]
    [InlineData(11_500, 2, 6, false)]
    public async Task InspectAsync_WhenAnImageCostsTooMuchToDecode_ThenItIsTakenCleanedWithItsSizeAndWithoutAThumbnail(int width, int scans, int orientation, bool isDecoded)
    {
        var file = ScanFiles.Progressive(width, 6000, scans, orientation: orientation);
        Assert.True(file.Length < 600_000);

        using var media = await InspectAsync(file, "photo.jpg", "image/jpeg");

        Assert.Equal(isDecoded, media.ThumbnailPath is not null);
        Assert.Equal(orientation == 6 ? (6000, width) : (width, 6000), (media.Width, media.Height));
        Assert.Equal(isDecoded ? 3 : 2, folder.Files());
        var copy = await File.ReadAllBytesAsync(media.ContentPath);
        Assert.DoesNotContain(ImageFiles.Secret, Encoding.Latin1.GetString(copy));
        using var codec = SKCodec.Create(new MemoryStream(copy));
        Assert.Equal((SKEncodedOrigin)orientation, codec.EncodedOrigin);
        Assert.Equal((width, 6000), (codec.Info.Width, codec.Info.Height));
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("WebP")]
    public async Task InspectAsync_WhenATurnedImageIsNotDecoded_ThenItsCopyStillSaysHowItIsTurned(string format)
    {
        var file = format == "JPEG" ? ImageFiles.JpegWithMetadata(6) : ImageFiles.WebPWithMetadata(6);
        var frugal = InProcessWorkers.Inspector(memory: new ByteBudget(1000));

        using var media = await frugal.InspectAsync(folder.Write(file), Owner, null, null, new MediaLimits(), CancellationToken.None);

        Assert.Null(media.ThumbnailPath);
        Assert.Equal((48, 64), (media.Width, media.Height));
        var copy = await File.ReadAllBytesAsync(media.ContentPath);
        Assert.DoesNotContain(ImageFiles.Secret, Encoding.Latin1.GetString(copy));
        using var codec = SKCodec.Create(new MemoryStream(copy));
        Assert.Equal((SKEncodedOrigin.RightTop, SKCodecResult.Success), (codec.EncodedOrigin, codec.GetPixels(out _)));
    }

    [Fact]
    public async Task InspectAsync_WhenTheBudgetIsHeld_ThenAnImageWaitsForIt()
    {
        var memory = new ByteBudget(64 * 48 * 4 * 2);
        var small = InProcessWorkers.Inspector(memory: memory);
        var others = await memory.HoldAsync(memory.MaxShare, CancellationToken.None);
        var waiting = small.InspectAsync(folder.Write(ImageFiles.Png()), Owner, null, null, new MediaLimits(), CancellationToken.None);
        // Its copy is written before it asks for memory.
        await Eventually.HoldsAsync(() => folder.Files() == 2);
        Assert.False(waiting.IsCompleted);

        others.Dispose();

        using var media = await waiting;
        Assert.NotNull(media.ThumbnailPath);
        Assert.Equal(0, memory.Held);
    }

    private Task<InspectedMedia> InspectAsync(byte[] file, string? name, string? type, MediaLimits? limits = null) =>
        inspector.InspectAsync(folder.Write(file), Owner, name, type, limits ?? new MediaLimits(), CancellationToken.None);
}
