using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>Files that are not taken: each refusal has its code, and leaves neither a message nor a file behind.</summary>
public sealed class RefusedFileTests(MediaServiceFixture fixture) : IClassFixture<MediaServiceFixture>
{
    private const string Svg = """<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>""";
    private const string Html = "<!doctype html><html><body><script>alert(1)</script></body></html>";
    private const string Playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData(Svg, "a.jpg")]
    [InlineData(Html, "a.jpg")]
    [InlineData(Html, "a.mp3")]
    [InlineData(Playlist, "a.mp4")]
    public async Task File_WhenItsNameSaysSomethingElseThanItsBytes_ThenIsRefused(string content, string name) =>
        await RefusesAsync(Encoding.UTF8.GetBytes(content), name, 415, "media.content_mismatch");

    [Fact]
    public async Task File_WhenItsTypeSaysSomethingElseThanItsBytes_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();

        await fixture.RefusesAsync(
            conversation,
            Form.Of(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.File("words"u8.ToArray(), "words", "image/jpeg")),
            415,
            "media.content_mismatch");
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("a.txt")]
    public async Task File_WhenEmpty_ThenIsRefused(string name) => await RefusesAsync([], name, 400, "media.unreadable");

    [Fact]
    public async Task File_WhenAnImageCutShort_ThenIsRefused()
    {
        await RefusesAsync(ImageFiles.Jpeg(640, 480)[..2000], "a.jpg", 400, "media.unreadable");
        await RefusesAsync(ImageFiles.Png(640, 480)[..200], "a.png", 400, "media.unreadable");
    }

    [Fact]
    public async Task File_WhenAnImageClaimsTooManyPixels_ThenIsRefused() =>
        await RefusesAsync(ImageFiles.PngBomb(60_000, 60_000), "a.png", 413, "media.too_large");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_WhenLongerThanItsKindMayBe_ThenIsRefused(bool chunked)
    {
        byte[] image = [.. ImageFiles.Jpeg(), .. new byte[MaxImageBytes]];

        await RefusesAsync(image, "a.jpg", 413, "media.too_large", chunked);
        await RefusesAsync(new byte[MaxFileBytes + 1], "a.bin", 413, "media.too_large", chunked);
    }

    [Fact]
    public async Task File_WhenJustAsLongAsItMayBe_ThenIsTaken()
    {
        var conversation = await service.NewConversationAsync();

        var sent = (await SendAsync(conversation, new byte[MaxFileBytes], chunked: false)).Expect(System.Net.HttpStatusCode.Created);

        Assert.Equal(MaxFileBytes, sent["media.size"].GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_WhenLongerThanAnyMayBe_ThenIsRefused(bool chunked)
    {
        var conversation = await service.NewConversationAsync();
        var tooLong = new byte[MaxFileBytes + Api.Http.Bodies.MultipartForm.MaxOverhead];
        var reply = await SendWholeAsync(conversation, tooLong, chunked);

        Assert.Contains(Assert.Single(reply.ExpectError(413, [.. reply.Codes]).Codes), new[] { "body.too_large", "media.too_large" });
        Assert.Equal(1, await conversation.CountAsync());
    }

    [Fact]
    public async Task Send_WhenRefusedForAnotherReason_ThenTheFileGoesToo()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = conversation with { ChatId = (await service.NewConversationAsync()).ChatId };
        var file = Form.File(ImageFiles.Jpeg(), "a.jpg");

        var files = fixture.Files();
        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(stranger, ImageFiles.Jpeg(), "a.jpg")))
            .ExpectError(403, "chat.not_a_member");
        await fixture.HasNothingNewAsync(files);

        await fixture.RefusesAsync(
            conversation,
            Form.Of(Form.Text("type", "credit_transfer"), Form.Text("chatId", conversation.ChatId), file),
            400,
            "idempotency.key_required validation.creditTransfer.amount.required validation.file.not_allowed");
        await fixture.RefusesAsync(
            conversation, Form.Of(Form.Text("type", "text"), Form.Text("chatId", conversation.ChatId), file), 400, "validation.content.required");
        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "media"), file), 400, "validation.chatId.required");
        await fixture.RefusesAsync(
            conversation, Form.Of(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId)), 400, "validation.file.required");
    }

    [Fact]
    public async Task Send_WhenTheClientGoesInTheMiddle_ThenNothingIsLeft()
    {
        var conversation = await service.NewConversationAsync();
        var (files, messages) = (fixture.Files(), await conversation.HistoryAsync());
        var body = Form.Bytes(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.File(new byte[MaxFileBytes], "a.bin"));
        var head = RawHttp.Head(
            service.Address, Tokens.ForUser(conversation.Sender.UserId), "Content-Type: multipart/form-data; boundary=a-boundary-of-the-tests", $"Content-Length: {body.Length}");

        // The client stays until the file is on its way: then all that is to go has been there.
        Task UntilItComesAsync() => Eventually.HoldsAsync(() => fixture.Files().Except(files).Any());
        await RawHttp.AbandonAsync(service.Address, UntilItComesAsync, Encoding.ASCII.GetBytes(head), body[..(body.Length / 2)]);

        // What has come of the file is removed last, when the request ends.
        await fixture.HasNothingNewAsync(files);
        Assert.Equal(messages, await conversation.HistoryAsync());
    }

    /// <summary>
    /// The server answers and closes while the body is still on its way; whether this client reads the answer before it meets
    /// the closed connection is chance.
    /// </summary>
    private static async Task<Reply> SendWholeAsync(Conversation conversation, byte[] file, bool chunked)
    {
        const int Tries = 20;
        for (var left = Tries; ; left--)
        {
            try
            {
                return await SendAsync(conversation, file, chunked);
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException && left > 0)
            {
                // Another try is another chance.
            }
        }
    }

    private async Task RefusesAsync(byte[] file, string name, int status, string code, bool chunked = false)
    {
        var conversation = await service.NewConversationAsync();
        byte[][] parts = [Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.File(file, name)];
        await fixture.RefusesAsync(conversation, chunked ? Form.Chunked(parts) : Form.Of(parts), status, code);
    }

    private static Task<Reply> SendAsync(Conversation conversation, byte[] file, bool chunked)
    {
        byte[][] parts = [Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.File(file, "a.bin")];
        return conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, chunked ? Form.Chunked(parts) : Form.Of(parts));
    }
}
