using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Media;

/// <summary>Forms that can't be read, or have parts that they may not have.</summary>
public sealed class FormTests(MediaServiceFixture fixture) : IClassFixture<MediaServiceFixture>
{
    private const string Content = "form-data; name=\"content\"";

    private static readonly byte[] File = Form.File("words"u8.ToArray(), "a.txt");

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=another-one")]
    [InlineData("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Form_WhenItsBoundaryIsNotThere_ThenIsMalformed(string contentType) =>
        await fixture.RefusesAsync(await service.NewConversationAsync(), Form.OfBytes(Form.Bytes(Form.Text("type", "media"), File), contentType), 400, "body.malformed");

    [Theory]
    [InlineData("multipart/mixed; boundary=a-boundary-of-the-tests")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Form_WhenOfAnotherType_ThenIsNotSupported(string contentType) =>
        await fixture.RefusesAsync(await service.NewConversationAsync(), Form.OfBytes(Form.Bytes(File), contentType), 415, "body.unsupported_type");

    [Fact]
    public async Task Form_WhenCutShort_ThenIsMalformed()
    {
        var conversation = await service.NewConversationAsync();
        var whole = Form.Bytes(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), File);

        foreach (var length in new[] { 0, 10, 60, whole.Length / 2, whole.Length - 40 })
            await fixture.RefusesAsync(conversation, Form.OfBytes(whole[..length], "multipart/form-data; boundary=a-boundary-of-the-tests"), 400, "body.malformed");
    }

    [Theory]
    [InlineData("sender")]
    [InlineData("Type")]
    [InlineData("media")]
    public async Task Part_WhenUnknown_ThenIsRefused(string name) => await fixture.RefusesAsync(
        await service.NewConversationAsync(), Form.Of(Form.Text("type", "media"), Form.Text(name, "x"), File), 400, $"validation.{name}.unknown validation.chatId.required");

    [Fact]
    public async Task Form_WhenItsWordsAreWrittenInOtherLetters_ThenIsRead()
    {
        var conversation = await service.NewConversationAsync();
        var form = Form.Of(
            Form.Part("Form-Data; name=\"type\"", "text"u8.ToArray()),
            Form.Part("FORM-DATA; name=\"chatId\"", Encoding.ASCII.GetBytes(conversation.ChatId)),
            Form.Part("form-data; name=\"content\"", "x"u8.ToArray()));
        form.Headers.TryAddWithoutValidation("Content-Encoding", "Identity");

        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form)).Expect(System.Net.HttpStatusCode.Created);
    }

    [Fact]
    public async Task Part_WhenItMovesCreditsBesideAFile_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();
        var form = Form.Of(
            Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.Text("creditTransfer", """{ "amount": 1 }"""), File);

        await fixture.RefusesAsync(conversation, form, 400, "validation.creditTransfer.not_allowed");
    }

    [Fact]
    public async Task Part_WhenThereTwice_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();

        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "media"), Form.Text("type", "media"), File), 400, "validation.type.duplicate validation.chatId.required");
        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "media"), File, File), 400, "validation.file.duplicate validation.chatId.required");
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public async Task Part_WhenItHasManyHeaders_ThenIsReadUpToTheLimit(int headers, bool isRead) =>
        await HeadersAsync(string.Concat(Enumerable.Range(3, headers - 2).Select(number => $"\r\nX-{number}: x")), isRead);

    [Theory]
    [InlineData(16 * 1024, true)]
    [InlineData((16 * 1024) + 1, false)]
    [InlineData(200 * 1024, false)]
    public async Task Part_WhenItsHeadersAreLong_ThenIsReadUpToTheLimit(int length, bool isRead)
    {
        var others = $"Content-Disposition: {Content}Content-Type: text/plainX-Filler: ".Length;
        await HeadersAsync($"\r\nX-Filler: {new string('x', length - others)}", isRead);
    }

    [Fact]
    public async Task Part_WhenALineOfItsHeadersIsNone_ThenIsMalformedWhateverItSays()
    {
        var conversation = await service.NewConversationAsync();
        var part = Form.Part(Content, "x"u8.ToArray(), "text/plain\r\nbeyond every limit");

        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "text"), part), 400, "body.malformed");
    }

    [Fact]
    public async Task Form_WhenMuchComesBeforeItsFirstPart_ThenIsTooLarge()
    {
        var conversation = await service.NewConversationAsync();
        byte[] body = [.. Enumerable.Repeat((byte)'x', 200 * 1024), .. "\r\n"u8, .. Form.Bytes(File)];

        await fixture.RefusesAsync(conversation, Form.OfBytes(body), 413, "body.too_large");
    }

    [Fact]
    public async Task Part_WhenATextIsTooLong_ThenTheBodyIsTooLarge() => await fixture.RefusesAsync(
        await service.NewConversationAsync(), Form.Of(File, Form.Text("content", new string('x', Api.Http.Json.JsonInputFormatter.MaxBytes + 1))), 413, "body.too_large");

    [Fact]
    public async Task Part_WhenNoUtf8_ThenIsRefused() => await fixture.RefusesAsync(
        await service.NewConversationAsync(), Form.Of(File, Form.Part("form-data; name=\"content\"", [0x68, 0xFF, 0x69])), 400,
        "validation.content.characters validation.type.required validation.chatId.required");

    [Fact]
    public async Task Part_WhenWithoutAName_ThenIsMalformed()
    {
        var conversation = await service.NewConversationAsync();

        await fixture.RefusesAsync(conversation, Form.Of(File, Form.Part("form-data", "x"u8.ToArray())), 400, "body.malformed");
        await fixture.RefusesAsync(conversation, Form.Of(File, Form.Part("attachment; name=\"type\"", "media"u8.ToArray())), 400, "body.malformed");
    }

    /// <summary>What browsers send for an input in which no file was chosen.</summary>
    [Theory]
    [InlineData("; filename=\"\"")]
    [InlineData("")]
    public async Task File_WhenItHasNeitherNameNorBytes_ThenThereIsNone(string name)
    {
        var conversation = await service.NewConversationAsync();
        var empty = Form.Part($"form-data; name=\"file\"{name}", [], "application/octet-stream");

        var text = Form.Of(Form.Text("type", "text"), Form.Text("content", "x"), Form.Text("chatId", conversation.ChatId), empty);
        var sent = (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, text)).Expect(System.Net.HttpStatusCode.Created);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, sent["media"].ValueKind);
        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), empty), 400, "validation.file.required");
        (await conversation.Sender.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(empty))).ExpectError(400, "validation.file.required");
    }

    [Fact]
    public async Task File_WhenItHasANameAndNoBytes_ThenIsUnreadable()
    {
        var conversation = await service.NewConversationAsync();
        var empty = Form.File([], "a.txt");

        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), empty), 400, "media.unreadable");
    }

    [Fact]
    public async Task Part_WhenItsHeadIsTooLong_ThenTheBodyIsTooLarge() => await fixture.RefusesAsync(
        await service.NewConversationAsync(), Form.Of(Form.File(Encoding.ASCII.GetBytes("words"), new string('a', 100_000))), 413, "body.too_large");

    /// <summary>Sends a text with a part that has two headers, and more.</summary>
    private async Task HeadersAsync(string more, bool isRead)
    {
        var conversation = await service.NewConversationAsync();
        var form = Form.Of(
            Form.Text("type", "text"), Form.Text("chatId", conversation.ChatId), Form.Part(Content, "x"u8.ToArray(), $"text/plain{more}"));

        if (isRead)
            (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form)).Expect(System.Net.HttpStatusCode.Created);
        else
            await fixture.RefusesAsync(conversation, form, 413, "body.too_large");
    }
}
