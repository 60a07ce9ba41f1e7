using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class DeclaredKindTests
{
    private static readonly Dictionary<string, MediaFormat> Formats = new()
    {
        ["file"] = MediaFormat.File,
        ["unknown"] = MediaFormat.Unknown,
        ["tiff"] = MediaFormat.Tiff,
        ["wma"] = MediaFormat.Wma,
        ["asf"] = MediaFormat.Asf,
        ["heic"] = MediaFormat.OtherImage,
        ["avi"] = MediaFormat.OtherVideo,
        ["png"] = MediaFormat.Png,
        ["mp3"] = MediaFormat.Mp3,
        ["m4a"] = MediaFormat.M4a,
        ["mp4"] = MediaFormat.Mp4,
        ["webm"] = MediaFormat.WebM,
        ["weba"] = MediaFormat.WebMAudio,
        ["ogg"] = MediaFormat.Ogg,
        ["ogv"] = MediaFormat.OggVideo,
    };

    [Theory]
    [InlineData("page.jpg", null, "file")]
    [InlineData("page.JPG", "text/html", "file")]
    [InlineData("page.html", "image/png", "file")]
    [InlineData("page", " Image/PNG ; charset=x", "file")]
    [InlineData("list.mp4", null, "file")]
    [InlineData("list.mp3", "audio/mpeg", "file")]
    [InlineData("drawing.jpg", "image/svg+xml", "file")]
    [InlineData("picture.mp4", null, "png")]
    [InlineData("picture.png", "video/mp4", "png")]
    [InlineData("film.mp3", null, "mp4")]
    [InlineData("film.m4a", null, "mp4")]
    [InlineData("film.png", null, "webm")]
    [InlineData("song.mp4", null, "mp3")]
    [InlineData("song.gif", null, "m4a")]
    [InlineData("film.mp4", null, "tiff")]
    [InlineData("song.jpg", "audio/x-ms-wma", "wma")]
    [InlineData("page.jpg.", null, "file")]
    [InlineData("page.jpg\0", null, "file")]
    [InlineData("dir/page.\u202Ejpg", null, "file")]
    public void IsContradicted_WhenTheBytesSayOtherwise_ThenYes(string name, string? type, string found) =>
        Assert.True(DeclaredKind.IsContradicted(name, type, Formats[found]));

    [Theory]
    [InlineData("drawing.svg", "image/svg+xml", "file")]
    [InlineData("drawing", "IMAGE/SVG+XML; charset=utf-8", "file")]
    [InlineData("page.html", "text/html", "file")]
    [InlineData("list.m3u8", "audio/mpegurl", "file")]
    [InlineData("program.ts", "video/mp2t", "file")]
    [InlineData(null, null, "file")]
    [InlineData("notes.txt", "application/octet-stream", "png")]
    [InlineData("picture.jpg", "image/jpeg", "png")]
    [InlineData("photo.heic", "image/heic", "heic")]
    [InlineData("old.avi", "video/x-msvideo", "avi")]
    [InlineData("voice.webm", "video/webm", "weba")]
    [InlineData("voice.webm", "audio/webm", "weba")]
    [InlineData("voice.mp4", "video/mp4", "m4a")]
    [InlineData("voice.ogv", "video/ogg", "ogg")]
    [InlineData("film.ogg", "audio/ogg", "ogv")]
    [InlineData("song.wav", "audio/wav", "mp3")]
    [InlineData("film.mov", "video/quicktime", "mp4")]
    [InlineData("photo.jpg", "image/jpeg", "unknown")]
    [InlineData("sound.ape", "audio/x-monkeys-audio", "unknown")]
    [InlineData("big.tif", "image/tiff", "tiff")]
    [InlineData("song.wma", "audio/x-ms-wma", "wma")]
    [InlineData("song.wmv", "video/x-ms-wmv", "wma")]
    [InlineData("damaged.wma", "audio/x-ms-wma", "asf")]
    public void IsContradicted_WhenTheKindIsTheSameOrNotNamed_ThenNo(string? name, string? type, string found) =>
        Assert.False(DeclaredKind.IsContradicted(name, type, Formats[found]));
}
