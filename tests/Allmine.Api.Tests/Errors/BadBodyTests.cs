using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Allmine.Api.Http.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Errors;

/// <summary>Bodies that can't be read at all, or are not taken: each gets its code, and leaves the chat as it was.</summary>
public sealed class BadBodyTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly Dictionary<string, Func<string, byte[]>> Malformed = new()
    {
        ["empty"] = _ => [],
        ["white space"] = _ => " \r\n"u8.ToArray(),
        ["not JSON"] = _ => "type=text&content=x"u8.ToArray(),
        ["null"] = _ => "null"u8.ToArray(),
        ["a list"] = body => Utf8($"[{body}]"),
        ["a text"] = _ => "\"text\""u8.ToArray(),
        ["a number"] = _ => "5"u8.ToArray(),
        ["cut at its end"] = body => Utf8(body[..^1]),
        ["cut inside a text"] = body => Utf8(body[..^5]),
        ["two objects"] = body => Utf8(body + body),
        ["followed by something"] = body => Utf8(body + "x"),
        ["a comma too many"] = body => Utf8(body.Replace("}", ",}", StringComparison.Ordinal)),
        ["a comment"] = body => Utf8(body + "/* x */"),
        ["single quotes"] = body => Utf8(body.Replace('"', '\'')),
        ["UTF-16"] = Encoding.Unicode.GetBytes,
        ["Latin-1"] = body => Encoding.Latin1.GetBytes(body.Replace("Hello", "Ülkü", StringComparison.Ordinal)),
        ["an overlong NUL"] = body => [.. Utf8(body[..^2]), 0xC0, 0x80, .. "\"}"u8],
        ["half of a surrogate pair in UTF-8"] = body => [.. Utf8(body[..^2]), 0xED, 0xA0, 0x80, .. "\"}"u8],
        ["a raw line feed in a text"] = body => Utf8(body.Replace("Hello", "Hel\nlo", StringComparison.Ordinal)),
        ["depth 200"] = _ => Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200)),
        ["depth 200 in a field"] = _ => Utf8("{\"type\":\"text\",\"content\":" + new string('[', 200) + new string(']', 200) + "}"),
        ["a byte order mark alone"] = _ => [0xEF, 0xBB, 0xBF],
        ["two byte order marks"] = body => [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Utf8(body)],
        ["a byte order mark at the end"] = body => [.. Utf8(body), 0xEF, 0xBB, 0xBF],
        ["a name with half of a surrogate pair"] = body => Utf8(body.Replace("content", "\\ud800", StringComparison.Ordinal)),
    };

    private static readonly Dictionary<string, (string? Type, string? Encoding)> Unsupported = new()
    {
        ["no type"] = (null, null),
        ["a form"] = ("application/x-www-form-urlencoded", null),
        ["plain text"] = ("text/plain", null),
        ["XML"] = ("application/xml", null),
        ["JSON of another kind"] = ("application/problem+json", null),
        ["another charset"] = ("application/json; charset=iso-8859-9", null),
        ["no media type at all"] = ("nonsense", null),
        ["gzip"] = ("application/json", "gzip"),
        ["brotli"] = ("application/json", "br"),
        ["an unknown encoding"] = ("application/json", "nonsense"),
        ["two encodings"] = ("application/json", "identity, gzip"),
    };

    private readonly Service service = fixture.Service;

    public static TheoryData<string> MalformedNames => new(Malformed.Keys);

    public static TheoryData<string> UnsupportedNames => new(Unsupported.Keys);

    [Theory]
    [MemberData(nameof(MalformedNames))]
    public async Task Body_WhenItCanNotBeRead_ThenIsMalformed(string name) => await ExpectAsync(
        conversation => conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Caller.JsonBody(Malformed[name](conversation.TextBody()))),
        400, "body.malformed");

    [Theory]
    [MemberData(nameof(UnsupportedNames))]
    public async Task Body_WhenOfATypeOrEncodingThatIsNotTaken_ThenIsUnsupported(string name) => await ExpectAsync(
        conversation => conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Content(Utf8(conversation.TextBody()), Unsupported[name])),
        415, "body.unsupported_type");

    [Theory]
    [InlineData("application/json; charset=utf-8", "identity")]
    [InlineData("application/json;charset=\"UTF-8\"", "Identity")]
    [InlineData("application/json; charset=utf8", "IDENTITY")]
    [InlineData("application/json; charset=\"UTF8\"", null)]
    [InlineData("Application/JSON", null)]
    public async Task Body_WhenItsTypeIsJsonInOtherWords_ThenIsRead(string type, string? encoding)
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Content(Utf8(conversation.TextBody()), (type, encoding))))
            .Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Body_WhenItBeginsWithAByteOrderMark_ThenIsRead()
    {
        var conversation = await service.NewConversationAsync();
        byte[] body = [0xEF, 0xBB, 0xBF, .. Utf8(conversation.TextBody())];

        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Caller.JsonBody(body))).Expect(HttpStatusCode.Created);

        byte[] wrong = [0xEF, 0xBB, 0xBF, .. "{ \"type\": 1 }"u8];
        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Caller.JsonBody(wrong)))
            .ExpectError(400, "validation.chatId.required", "validation.type.wrong_type");
    }

    [Fact]
    public async Task Body_WhenABombIsPackedInIt_ThenNothingIsUnpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[32 << 20]);

        await ExpectAsync(
            conversation => conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Content(packed.ToArray(), ("application/json", "gzip"))),
            415, "body.unsupported_type");
    }

    [Theory]
    [InlineData(0, 201)]
    [InlineData(1, 413)]
    public async Task Body_WhenAtTheLimit_ThenIsReadAndOneByteMoreIsTooLarge(int more, int status)
    {
        var conversation = await service.NewConversationAsync();
        var body = Utf8(conversation.TextBody().PadRight(JsonInputFormatter.MaxBytes + more));

        var whole = await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Caller.JsonBody(body));
        var chunked = await ChunkedAsync(conversation, body);

        foreach (var reply in new[] { whole, chunked })
        {
            if (status == 201)
                reply.Expect(HttpStatusCode.Created);
            else
                reply.ExpectError(413, "body.too_large");
        }

        Assert.Equal(status == 201 ? 3 : 1, await conversation.CountAsync());
    }

    [Fact]
    public async Task Body_WhenItsAnnouncedLengthIsTooLarge_ThenIsRefusedBeforeItComes() => await ExpectAsync(
        async conversation => (await RawHttp.ExchangeAsync(
            service.Address,
            Utf8(RawHttp.Head(service.Address, TokenOf(conversation), "Content-Type: application/json", "Content-Length: 1000000000"))))!,
        413, "body.too_large");

    [Fact]
    public async Task Body_WhenChunksNeverEnd_ThenIsRefusedAtTheLimit() => await ExpectAsync(
        async conversation => (await RawHttp.ExchangeAsync(
            service.Address,
            Utf8(RawHttp.Head(service.Address, TokenOf(conversation), "Content-Type: application/json", "Transfer-Encoding: chunked")),
            RawHttp.Chunk(new byte[JsonInputFormatter.MaxBytes]),
            RawHttp.Chunk([0])))!,
        413, "body.too_large");

    [Fact]
    public async Task Body_WhenBad_ThenTheConnectionIsKeptAndNothingIsLoggedAsAFailure()
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.SendAsync("{")).ExpectError(400, "body.malformed");
        (await conversation.Sender.SendAsync("{ \"type\": 1 }")).ExpectError(400, "validation.chatId.required", "validation.type.wrong_type");

        await conversation.SendAsync();
        AssertNoFailure(service);
    }

    [Fact]
    public async Task Body_WhenTheClientHangsUpInTheMiddle_ThenNothingIsSentAndNothingIsLoggedAsAFailure()
    {
        const int Times = 5;
        using var folder = new TemporaryFolder();
        await using var talkative = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Information" },
        });
        var conversation = await talkative.NewConversationAsync();
        var body = Utf8(conversation.TextBody());
        var length = string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + 1}");
        var head = RawHttp.Head(talkative.Address, TokenOf(conversation), "Content-Type: application/json", length);
        int Finished() => talkative.Log.Lines.Count(line => line.Contains("Request finished", StringComparison.Ordinal));
        var before = Finished();

        for (var i = 0; i < Times; i++)
            await RawHttp.AbandonAsync(talkative.Address, Utf8(head), body);

        await Eventually.HoldsAsync(() => Finished() >= before + Times);
        Assert.Equal(1, await conversation.CountAsync());
        AssertNoFailure(talkative);
    }

    private static void AssertNoFailure(Service service)
    {
        var failures = service.Log.Lines.Where(line =>
            line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        Assert.Equal("", string.Join('\n', failures));
    }

    private async Task ExpectAsync(Func<Conversation, Task<Reply>> send, int status, string code)
    {
        var conversation = await service.NewConversationAsync();
        var before = await conversation.HistoryAsync();

        (await send(conversation)).ExpectError(status, code);

        Assert.Equal(before, await conversation.HistoryAsync());
    }

    private async Task<Reply> ChunkedAsync(Conversation conversation, byte[] body) => (await RawHttp.ExchangeAsync(
        service.Address,
        Utf8(RawHttp.Head(service.Address, TokenOf(conversation), "Content-Type: application/json", "Transfer-Encoding: chunked")),
        [.. body.Chunk(10_000).SelectMany(RawHttp.Chunk)],
        RawHttp.Chunk([])))!;

    private static string TokenOf(Conversation conversation) => Tokens.ForUser(conversation.Sender.UserId);

    private static ByteArrayContent Content(byte[] bytes, (string? Type, string? Encoding) headers)
    {
        var content = new ByteArrayContent(bytes);
        if (headers.Type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", headers.Type);
        if (headers.Encoding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", headers.Encoding);
        return content;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
