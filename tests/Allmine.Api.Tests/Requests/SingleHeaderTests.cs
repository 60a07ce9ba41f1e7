using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>Headers that mean one thing: given twice, nobody can tell which of the two counts.</summary>
public sealed class SingleHeaderTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    public static TheoryData<string, string, string> CallsOfUsers => new()
    {
        { "POST", "/api/v2/messages", """{ "type": "text", "chatId": "CHAT", "content": "x" }""" },
        { "POST", "/api/v2/messages?dryRun=true", """{ "type": "text", "chatId": "CHAT", "content": "x" }""" },
        { "GET", "/api/v2/messages/outcome", "" },
        { "GET", "/api/v2/chats", "" },
    };

    [Theory]
    [MemberData(nameof(CallsOfUsers))]
    public async Task Key_WhenGivenTwice_ThenIsRefusedAndNothingIsSent(string method, string path, string body)
    {
        var conversation = await service.NewConversationAsync();
        var token = Tokens.ForUser(conversation.Sender.UserId);
        body = body.Replace("CHAT", conversation.ChatId, StringComparison.Ordinal);

        foreach (var (first, second) in new[] { ("k", "k"), ("k", "l"), ("k", ""), ("", "") })
        {
            var reply = await CallAsync(method, path, token, body, $"Idempotency-Key: {first}", $"idempotency-key: {second}");
            reply.ExpectError(400, "validation.idempotencyKey.format");
        }

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Fact]
    public async Task Key_WhenAGrantHasTwo_ThenIsRefusedAndNothingIsGranted()
    {
        var user = await service.NewUserAsync();

        var reply = await CallAsync(
            "POST", $"/api/v2/users/{user.UserId}/credits", Tokens.ForService(), """{ "amount": 5 }""", "Idempotency-Key: a", "Idempotency-Key: b");

        reply.ExpectError(400, "validation.idempotencyKey.format");
        Assert.Equal(0, (await user.GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
    }

    [Fact]
    public async Task Key_WhenOneLineHasAComma_ThenIsOneKey()
    {
        var conversation = await service.NewConversationAsync();

        await conversation.SendAsync("once", ("Idempotency-Key", "a,b"));

        Assert.Equal("true", (await conversation.SendAsync("once", ("Idempotency-Key", "a,b"))).Header("Idempotent-Replayed"));
    }

    [Theory]
    [MemberData(nameof(CallsOfUsers))]
    public async Task OnBehalfOf_WhenABackendGivesItTwice_ThenIsRefusedAndNothingIsSent(string method, string path, string body)
    {
        var conversation = await service.NewConversationAsync();
        var user = conversation.Sender.UserId;
        body = body.Replace("CHAT", conversation.ChatId, StringComparison.Ordinal);

        foreach (var second in new[] { user, conversation.Target.UserId, "", "nonsense" })
        {
            var reply = await CallAsync(
                method, path, Tokens.ForService(), body, "Idempotency-Key: k", $"X-On-Behalf-Of: {user}", $"X-On-Behalf-Of: {second}");
            reply.ExpectError(400, "validation.onBehalfOf.format");
        }

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("64d15f9e2e6c8f4d5a11111")]
    [InlineData("64d15f9e2e6c8f4d5a111111, 64d15f9e2e6c8f4d5a654321")]
    public async Task OnBehalfOf_WhenOfAnotherForm_ThenAPersonIsForbiddenAndABackendIsToldOfTheForm(string value)
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync("/api/v2/chats", ("X-On-Behalf-Of", value))).ExpectError(403, "auth.forbidden");
        (await service.Backend.GetAsync("/api/v2/chats", ("X-On-Behalf-Of", value))).ExpectError(400, "validation.onBehalfOf.format");
    }

    [Fact]
    public async Task OnBehalfOf_WhenAPersonGivesItTwice_ThenIsForbidden()
    {
        var user = await service.NewUserAsync();

        (await CallAsync("GET", "/api/v2/chats", Tokens.ForUser(user.UserId), "", "X-On-Behalf-Of: a", "X-On-Behalf-Of: b")).ExpectError(403, "auth.forbidden");
    }

    [Fact]
    public async Task Header_WhenTwoAreThereTwice_ThenBothAreNamed() => (await CallAsync(
        "GET", "/api/v2/chats?x=1", Tokens.ForUser((await service.NewUserAsync()).UserId), "", "Idempotency-Key: a", "Idempotency-Key: b", "If-Match: *", "If-Match: *"))
        .ExpectError(400, "validation.idempotencyKey.format", "validation.ifMatch.format", "validation.x.unknown");

    [Theory]
    [InlineData("Idempotency-Key", "validation.idempotencyKey.format")]
    [InlineData("X-Language", "validation.language.format")]
    [InlineData("User-Agent", "validation.userAgent.format")]
    [InlineData("x-anything-at-all", "validation.anythingAtAll.format")]
    public async Task Header_WhenNoUtf8_ThenIsRefusedWithTheEnvelope(string name, string code)
    {
        var conversation = await service.NewConversationAsync();
        var body = Encoding.UTF8.GetBytes(conversation.TextBody());
        var head = RawHttp.Head(
            service.Address, Tokens.ForUser(conversation.Sender.UserId), "Content-Type: application/json", $"Content-Length: {body.Length}", $"{name}: a\u00FFb");

        (await RawHttp.ExchangeAsync(service.Address, Encoding.Latin1.GetBytes(head), body))!.ExpectError(400, code);

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Fact]
    public async Task OnBehalfOf_WhenNoUtf8_ThenIsRefusedWithTheEnvelope() => (await RawHttp.ExchangeAsync(
        service.Address,
        Encoding.Latin1.GetBytes(RawHttp.HeadOf(service.Address, "GET", "/api/v2/chats", Tokens.ForService(), "X-On-Behalf-Of: \u00FF"))))!
        .ExpectError(400, "validation.onBehalfOf.format");

    [Fact]
    public async Task Token_WhenNoUtf8_ThenIsNotValid() => (await RawHttp.ExchangeAsync(
        service.Address, Encoding.Latin1.GetBytes(RawHttp.HeadOf(service.Address, "GET", "/api/v2/chats", "\u00FF"))))!
        .ExpectError(401, "auth.invalid_token");

    [Fact]
    public async Task Header_WhenItHasLettersOfOtherScripts_ThenIsTaken() =>
        (await (await service.NewUserAsync()).GetAsync("/api/v2/chats", ("User-Agent", "Tarayıcı"), ("X-Anything", "ğ"))).Expect(HttpStatusCode.OK);

    private async Task<Reply> CallAsync(string method, string path, string token, string body, params string[] headers)
    {
        string[] ofBody = body.Length > 0 ? ["Content-Type: application/json", $"Content-Length: {body.Length}"] : [];
        var head = RawHttp.HeadOf(service.Address, method, path, token, [.. ofBody, .. headers]);
        return (await RawHttp.ExchangeAsync(service.Address, Encoding.ASCII.GetBytes(head), Encoding.ASCII.GetBytes(body)))!;
    }
}
