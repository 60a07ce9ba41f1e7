using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>What others are served of the files that somebody sent.</summary>
public sealed class ServedMediaTests(MediaServiceFixture fixture) : IClassFixture<MediaServiceFixture>
{
    private static readonly Dictionary<string, Func<byte[]>> Files = new()
    {
        ["a.jpg"] = () => ImageFiles.Jpeg(),
        ["a.png"] = () => ImageFiles.Png(),
        ["a.webp"] = () => ImageFiles.WebP(),
        ["a.gif"] = () => ImageFiles.AnimatedGif(),
        ["a.mp4"] = () => IsoFiles.Film(),
        ["a.m4a"] = () => IsoFiles.Sound(),
        ["a.mp3"] = () => AudioFiles.Mp3(),
        ["a.wav"] = () => AudioFiles.Wave(),
        ["a.ogg"] = () => AudioFiles.Opus(),
        ["a.flac"] = () => AudioFiles.Flac(),
    };

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("a.jpg", "image/jpeg")]
    [InlineData("a.png", "image/png")]
    [InlineData("a.webp", "image/webp")]
    [InlineData("a.gif", "image/gif")]
    [InlineData("a.mp4", "video/mp4")]
    [InlineData("a.m4a", "audio/mp4")]
    [InlineData("a.mp3", "audio/mpeg")]
    [InlineData("a.wav", "audio/wav")]
    [InlineData("a.ogg", "audio/ogg")]
    [InlineData("a.flac", "audio/flac")]
    public async Task Media_WhenServed_ThenIsOfTheTypeOfItsBytesAndKeptForEver(string name, string contentType)
    {
        var sent = await SendAsync(await service.NewConversationAsync(), Files[name](), name);

        var served = (await service.Anonymous.GetAsync(Address(sent))).Expect(HttpStatusCode.OK);

        Assert.Equal(contentType, served.Header("Content-Type"));
        Assert.Equal(sent["media.size"].GetInt64(), served.Body.LongLength);
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Contains("immutable", served.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal("bytes", served.Header("Accept-Ranges"));
        Assert.Null(served.Header("Content-Disposition"));
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "a.svg")]
    [InlineData("<html><script>alert(1)</script></html>", "a.html")]
    [InlineData("words", "a.bin")]
    public async Task Media_WhenItIsAFile_ThenIsServedAsAnAttachmentInASandbox(string content, string name)
    {
        var sent = await SendAsync(await service.NewConversationAsync(), Encoding.UTF8.GetBytes(content), name);

        Assert.Equal("file", sent["media.type"].GetString());
        var served = (await service.Anonymous.GetAsync(Address(sent))).Expect(HttpStatusCode.OK);
        Assert.Equal(content, served.Text);
        Assert.Equal("application/octet-stream", served.Header("Content-Type"));
        Assert.StartsWith("attachment", served.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Media_WhenThePhotoToldAPlaceAndHidAScript_ThenNoCopyDoes()
    {
        var file = ImageFiles.JpegWithMetadata(orientation: 6, 640, 480);
        Assert.Contains(ImageFiles.Secret, Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        var sent = await SendAsync(await service.NewConversationAsync(), file, "a.jpg");

        Assert.Equal((480, 640), (sent["media.width"].GetInt32(), sent["media.height"].GetInt32()));
        foreach (var address in new[] { "media.url", "media.thumbnail_url" })
        {
            var served = Encoding.Latin1.GetString((await service.Anonymous.GetAsync(Address(sent, address))).Expect(HttpStatusCode.OK).Body);
            Assert.DoesNotContain(ImageFiles.Secret, served, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", served, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Media_WhenAPartIsAskedFor_ThenThatPartIsServed()
    {
        var file = AudioFiles.Wave();
        var sent = await SendAsync(await service.NewConversationAsync(), file, "a.wav");
        var address = Address(sent);

        var part = (await service.Anonymous.GetAsync(address, ("Range", "bytes=100-199"))).Expect(HttpStatusCode.PartialContent);
        Assert.Equal(file[100..200], part.Body);
        Assert.Equal($"bytes 100-199/{file.Length}", part.Header("Content-Range"));
        Assert.Equal(file[^10..], (await service.Anonymous.GetAsync(address, ("Range", "bytes=-10"))).Expect(HttpStatusCode.PartialContent).Body);
        var beyond = (await service.Anonymous.GetAsync(address, ("Range", $"bytes={file.Length}-"))).Expect(HttpStatusCode.RequestedRangeNotSatisfiable);
        Assert.Equal("no-store", beyond.Header("Cache-Control"));
    }

    [Fact]
    public async Task Media_WhenAskedForIfItMatches_ThenIsServedOrThePreconditionHasFailed()
    {
        var sent = await SendAsync(await service.NewConversationAsync(), ImageFiles.Jpeg(), "a.jpg");
        var address = Address(sent);
        var tag = (await service.Anonymous.GetAsync(address)).Header("ETag")!;

        foreach (var matching in new[] { tag, "*", $"\"other\", {tag}" })
            (await service.Anonymous.GetAsync(address, ("If-Match", matching))).Expect(HttpStatusCode.OK);
        foreach (var other in new[] { "\"other\"", $"W/{tag}" })
        {
            var failed = (await service.Anonymous.GetAsync(address, ("If-Match", other))).ExpectError(412, "precondition.failed");
            Assert.Null(failed.Header("ETag"));
            (await service.Anonymous.SendAsync(HttpMethod.Head, address, body: null, ("If-Match", other))).Expect(HttpStatusCode.PreconditionFailed);
        }
    }

    [Fact]
    public async Task Media_WhenTheCallerHasItOrAsksForItsHeadAlone_ThenNoBytesAreServed()
    {
        var sent = await SendAsync(await service.NewConversationAsync(), ImageFiles.Jpeg(), "a.jpg");
        var tag = (await service.Anonymous.GetAsync(Address(sent))).Header("ETag")!;

        Assert.Empty((await service.Anonymous.GetAsync(Address(sent), ("If-None-Match", tag))).Expect(HttpStatusCode.NotModified).Body);
        var head = (await service.Anonymous.SendAsync(HttpMethod.Head, Address(sent), body: null)).Expect(HttpStatusCode.OK);
        Assert.Empty(head.Body);
        Assert.Equal($"{sent["media.size"]}", head.Header("Content-Length"));
    }
}
