using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
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
    public async Task Media_WhenServed_ThenIsOfTheTypeOfItsBytesAndKeptForAnHour(string name, string contentType)
    {
        var sent = await SendAsync(await service.NewConversationAsync(), Files[name](), name);

        var served = (await service.Anonymous.GetAsync(Address(sent))).Expect(HttpStatusCode.OK);

        Assert.Equal(contentType, served.Header("Content-Type"));
        Assert.Equal(sent["media.size"].GetInt64(), served.Body.LongLength);
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Equal("public, max-age=3600", served.Header("Cache-Control"));
        Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("bytes", served.Header("Accept-Ranges"));
        Assert.Equal($"inline; filename={name}; filename*=UTF-8''{name}", served.Header("Content-Disposition"));
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

    [Theory]
    [InlineData("%PDF-1.7 ", "report.pdf", "application/pdf")]
    [InlineData("%PDF-1.7 ", "report", "application/pdf")]
    [InlineData("PK\u0003\u0004", "letter.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("PK\u0003\u0004", "table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("PK\u0003\u0004", "archive.zip", "application/zip")]
    [InlineData("PK\u0003\u0004", "letter.txt", "application/zip")]
    [InlineData("words", "words.docx", "application/octet-stream")]
    [InlineData("a;b", "table.csv", "text/csv")]
    [InlineData("<html><script>alert(1)</script></html>", "table.csv", "application/octet-stream")]
    [InlineData("{}", "data.json", "application/json")]
    [InlineData("FLV\u0001\u0005", "film.flv", "video/x-flv")]
    [InlineData("wvpk\u0001\u0002", "sound.wv", "audio/x-wavpack")]
    public async Task Media_WhenItIsADocument_ThenIsSavedByItsNameWithItsType(string content, string name, string contentType)
    {
        var sent = await SendAsync(await service.NewConversationAsync(), Encoding.UTF8.GetBytes(content), name);

        var served = (await service.Anonymous.GetAsync(Address(sent))).Expect(HttpStatusCode.OK);
        Assert.Equal(contentType, served.Header("Content-Type"));
        Assert.Equal($"attachment; filename={name}; filename*=UTF-8''{name}", served.Header("Content-Disposition"));
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filename=\"plain.pdf\"", "plain.pdf", "filename=plain.pdf; filename*=UTF-8''plain.pdf")]
    [InlineData("filename=\"tatil fotoğrafı.pdf\"", "tatil fotoğrafı.pdf", "filename=\"tatil foto_raf_.pdf\"; filename*=UTF-8''tatil%20foto%C4%9Fraf%C4%B1.pdf")]
    [InlineData("filename=\"a%22b%0D%0Ac.pdf\"", "a\"bc.pdf", "filename=\"a\\\"bc.pdf\"; filename*=UTF-8''a%22bc.pdf")]
    [InlineData("filename=\"a\\\"b.pdf\"", "a\"b.pdf", "filename=\"a\\\"b.pdf\"; filename*=UTF-8''a%22b.pdf")]
    [InlineData("filename=\"100%25 sure%41.pdf\"", "100%25 sure%41.pdf", "filename=\"100%25 sure%41.pdf\"; filename*=UTF-8''100%2525%20sure%2541.pdf")]
    [InlineData("filename=\"good.pdf\"; filename*=UTF-8''%e2%82%ac.pdf", "€.pdf", "filename=_.pdf; filename*=UTF-8''%E2%82%AC.pdf")]
    [InlineData("filename=\"good.pdf\"; filename*=iso-8859-1'en'%A3.pdf", "£.pdf", "filename=_.pdf; filename*=UTF-8''%C2%A3.pdf")]
    [InlineData("filename=\"good.pdf\"; filename*=UTF-8''%E2%28.pdf", "good.pdf", "filename=good.pdf; filename*=UTF-8''good.pdf")]
    [InlineData("filename=\"good.pdf\"; filename*=UTF-8''%E2%8", "good.pdf", "filename=good.pdf; filename*=UTF-8''good.pdf")]
    [InlineData("filename=\"good.pdf\"; filename*=bad.pdf", "good.pdf", "filename=good.pdf; filename*=UTF-8''good.pdf")]
    [InlineData("filename=\"good.pdf\"; filename*=koi8-r''%C1.pdf", "good.pdf", "filename=good.pdf; filename*=UTF-8''good.pdf")]
    public async Task Name_WhenAFormGivesIt_ThenTheFileIsServedByIt(string parameters, string name, string served)
    {
        var conversation = await service.NewConversationAsync();
        var form = Form.Of(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.Part($"form-data; name=\"file\"; {parameters}", "%PDF-1.7"u8.ToArray()));

        var sent = (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form)).Expect(HttpStatusCode.Created);

        Assert.Equal(name, sent["media.name"].GetString());
        Assert.Equal($"attachment; {served}", (await service.Anonymous.GetAsync(Address(sent))).Expect(HttpStatusCode.OK).Header("Content-Disposition"));
    }

    [Fact]
    public async Task Thumbnail_WhenServed_ThenIsNamedAfterItsFile()
    {
        var sent = await SendAsync(await service.NewConversationAsync(), ImageFiles.Png(), "a photo.png");

        var served = (await service.Anonymous.GetAsync(Address(sent, "media.thumbnail_url"))).Expect(HttpStatusCode.OK);
        Assert.Equal("inline; filename=\"a photo.jpg\"; filename*=UTF-8''a%20photo.jpg", served.Header("Content-Disposition"));
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
