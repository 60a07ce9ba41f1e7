using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>Files that come with their message, in one call.</summary>
public sealed class SendFileTests(MediaServiceFixture fixture) : IClassFixture<MediaServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_WhenAPhotoComesWithIt_ThenTheAnswerTellsAllThatWasMeasured(bool fileFirst)
    {
        var conversation = await service.NewConversationAsync();
        var file = Form.File(ImageFiles.Jpeg(640, 480), "beach.jpg", "image/jpeg");
        byte[][] texts = [Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.Text("content", "a caption")];

        var sent = (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.Of(fileFirst ? [file, .. texts] : [.. texts, file])))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(("media", "a caption", 2L), (sent["type"].GetString(), sent["content"].GetString(), sent["sequence"].GetInt64()));
        Assert.Equal(["url", "type", "name", "size", "duration", "width", "height", "thumbnail_url"], sent["media"].EnumerateObject().Select(property => property.Name));
        Assert.Equal(("image", "beach.jpg"), (sent["media.type"].GetString(), sent["media.name"].GetString()));
        Assert.Equal((640, 480), (sent["media.width"].GetInt32(), sent["media.height"].GetInt32()));
        Assert.Equal(JsonValueKind.Null, sent["media.duration"].ValueKind);
        var picture = (await service.Anonymous.GetAsync(Address(sent))).Expect(HttpStatusCode.OK);
        Assert.Equal(sent["media.size"].GetInt64(), picture.Body.LongLength);
        var thumbnail = (await service.Anonymous.GetAsync(Address(sent, "media.thumbnail_url"))).Expect(HttpStatusCode.OK);
        using var small = SkiaSharp.SKBitmap.Decode(thumbnail.Body);
        Assert.Equal((320, 240), (small.Width, small.Height));
        Assert.Equal(sent.Text, (await conversation.Target.GetAsync(sent.Header("Location")!)).Text);
    }

    [Fact]
    public async Task Send_WhenAFilmOrASoundComes_ThenItsDurationIsMeasured()
    {
        var conversation = await service.NewConversationAsync();

        var film = await SendAsync(conversation, IsoFiles.Film(), "film.mp4");
        var sound = await SendAsync(conversation, AudioFiles.Wave(), "voice.wav");

        Assert.Equal(("video", 2.5, 640, 360), (film["media.type"].GetString(), film["media.duration"].GetDouble(), film["media.width"].GetInt32(), film["media.height"].GetInt32()));
        Assert.Equal("audio", sound["media.type"].GetString());
        Assert.True(sound["media.duration"].GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, sound["media.thumbnail_url"].ValueKind);
    }

    [Fact]
    public async Task Send_WhenATextHasAFile_ThenBothAreThere()
    {
        var conversation = await service.NewConversationAsync();

        var sent = (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.Of(
            Form.Text("type", "text"), Form.Text("targetUserId", conversation.Target.UserId), Form.Text("content", "look"), Form.File(ImageFiles.Png(), "a.png"))))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(("text", "look", "a.png"), (sent["type"].GetString(), sent["content"].GetString(), sent["media.name"].GetString()));
        Assert.Equal(conversation.ChatId, sent["chatId"].GetString());
    }

    [Fact]
    public async Task Send_WhenATextComesAsAFormWithoutAFile_ThenIsSent()
    {
        var conversation = await service.NewConversationAsync();

        var sent = await conversation.Sender.SendAsync(
            HttpMethod.Post, Caller.MessagesPath, Form.Of(Form.Text("type", "text"), Form.Text("chatId", conversation.ChatId), Form.Text("content", "şekerli 😀")));

        Assert.Equal("şekerli 😀", sent.Expect(HttpStatusCode.Created)["content"].GetString());
    }

    [Fact]
    public async Task Send_WhenItGoesToAPersonAlone_ThenTheirChatIsMadeWithIt()
    {
        var (sender, target) = (await service.NewUserAsync(), await service.NewUserAsync());

        var sent = (await sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.Of(
            Form.Text("type", "media"), Form.Text("targetUserId", target.UserId), Form.File(ImageFiles.Jpeg(), "a.jpg")))).Expect(HttpStatusCode.Created);

        Assert.Equal(1, sent["sequence"].GetInt64());
    }

    [Fact]
    public async Task Send_WhenABackendActsForAUser_ThenTheFileIsTheUsers()
    {
        var conversation = await service.NewConversationAsync();
        var onBehalf = ("X-On-Behalf-Of", conversation.Sender.UserId);

        var sent = await service.Backend.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, ImageFiles.Jpeg(), "theirs.jpg"), onBehalf);
        var uploaded = await service.Backend.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(ImageFiles.Jpeg(), "staged.jpg")), onBehalf);

        Assert.Equal(conversation.Sender.UserId, sent.Expect(HttpStatusCode.Created)["senderId"].GetString());
        uploaded.Expect(HttpStatusCode.Created);
        (await conversation.Sender.SendAsync(JsonBody(conversation, "theirs.jpg"))).Expect(HttpStatusCode.Created);
        (await conversation.Sender.SendAsync(JsonBody(conversation, "staged.jpg"))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Send_WhenRehearsed_ThenShowsTheMessageAndStoresNothing()
    {
        var conversation = await service.NewConversationAsync();
        var (files, messages) = (fixture.Files(), await conversation.HistoryAsync());

        var rehearsed = (await conversation.Sender.SendAsync(
            HttpMethod.Post, $"{Caller.MessagesPath}?dryRun=true", Form.OfFile(conversation, ImageFiles.Jpeg(640, 480), "a.jpg"))).Expect(HttpStatusCode.OK);

        Assert.Equal(JsonValueKind.Null, rehearsed["_id"].ValueKind);
        Assert.Equal(("image", 640, 480), (rehearsed["media.type"].GetString(), rehearsed["media.width"].GetInt32(), rehearsed["media.height"].GetInt32()));
        Assert.Equal(messages, await conversation.HistoryAsync());
        await fixture.HasNothingNewAsync(files);
        (await conversation.Sender.SendAsync(JsonBody(conversation, "a.jpg"))).ExpectError(404, "media.not_found");
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\\\a\\\\b.txt", "b.txt")]
    [InlineData("a\u0001\u202Eb.txt", "ab.txt")]
    [InlineData("", "file")]
    public async Task Name_WhenItIsBad_ThenIsCleanedAndIsNoPartOfTheAddress(string name, string expected)
    {
        var conversation = await service.NewConversationAsync();

        var sent = await SendAsync(conversation, "words"u8.ToArray(), name);

        Assert.Equal(expected, sent["media.name"].GetString());
        Assert.Matches(@"/media/[0-9a-f]{32}\.[a-z0-9]+$", Address(sent));
    }

    [Fact]
    public async Task Name_WhenOfFourKilobytes_ThenIsCutBeforeItsExtension()
    {
        var conversation = await service.NewConversationAsync();

        var name = (await SendAsync(conversation, ImageFiles.Jpeg(), new string('a', 4092) + ".jpg"))["media.name"].GetString()!;

        Assert.Equal(255, name.Length);
        Assert.EndsWith(".jpg", name, StringComparison.Ordinal);
    }
}
