using System.Text;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class MediaInspectorTests : IDisposable
{
    private static readonly byte[] Svg = Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>");
    private static readonly byte[] Html = Encoding.UTF8.GetBytes("<!DOCTYPE html><p>Hello");
    private static readonly byte[] Playlist = Encoding.UTF8.GetBytes("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n");

    private readonly WorkFolder folder = new();
    private readonly MediaInspector inspector = new(new VideoThumbnailer("no-such-program"));

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

    public void Dispose()
    {
        inspector.Dispose();
        folder.Dispose();
    }

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

    private Task<InspectedMedia> InspectAsync(byte[] file, string? name, string? type, MediaLimits? limits = null) =>
        inspector.InspectAsync(folder.Write(file), name, type, limits ?? new MediaLimits(), CancellationToken.None);
}
