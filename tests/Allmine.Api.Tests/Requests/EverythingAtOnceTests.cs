using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Requests;

/// <summary>Whoever breaks several rules hears of all of them, wherever in the request they are.</summary>
public sealed class EverythingAtOnceTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Id = "64d15f9e2e6c8f4d5a999999";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData(
        "POST", "/api/v2/messages?x=1&dryRun=yes&dryRun=no", """{ "y": 1, "type": "txt", "chatId": 5, "content": "a", "content": "b", "file": "" }""",
        "validation.x.unknown", "validation.dryRun.duplicate", "validation.y.unknown", "validation.chatId.wrong_type", "validation.content.duplicate",
        "validation.type.allowed_values", "validation.file.blank", "validation.idempotencyKey.format")]
    [InlineData(
        "POST", "/api/v2/messages?dryRun=yes", """{ "type": "text", "targetUserId": 5, "senderId": "x" }""",
        "validation.dryRun.allowed_values", "validation.targetUserId.wrong_type", "validation.senderId.unknown", "validation.content.required", "validation.idempotencyKey.format")]
    [InlineData(
        "POST", "/api/v2/messages", """{ "type": "credit_transfer", "chatId": "x", "creditTransfer": { "amount": 1.5, "unit": "c" }, "file": "f" }""",
        "validation.chatId.format", "validation.creditTransfer.amount.wrong_type", "validation.creditTransfer.unit.unknown", "validation.file.not_allowed",
        "validation.idempotencyKey.format")]
    [InlineData(
        "GET", "/api/v2/messages/chat/x?before=a&after=-1&limit=0&page=2", null,
        "validation.chatId.format", "validation.before.format", "validation.after.range", "validation.limit.range", "validation.page.unknown")]
    [InlineData(
        "GET", "/api/v2/users/me/transactions?direction=in&cursor=x&limit=1e2", null,
        "validation.direction.allowed_values", "validation.cursor.format", "validation.limit.format")]
    [InlineData("GET", "/api/v2/chats?cursor=x&limit=1000", null, "validation.cursor.format", "validation.limit.range")]
    [InlineData("PUT", "/api/v2/blocks/x?y=1", null, "validation.userId.format", "validation.y.unknown")]
    [InlineData("POST", "/api/v2/messages/chat/x/read?y=1", """{ "sequence": "1" }""", "validation.chatId.format", "validation.y.unknown", "validation.sequence.wrong_type")]
    [InlineData("POST", "/api/v2/chats", """{ "memberIds": [5], "title": "", "x": 1 }""", "validation.memberIds.wrong_type", "validation.title.blank", "validation.x.unknown")]
    public async Task Call_WhenManyRulesAreBroken_ThenAllAreTold(string method, string path, string? body, params string[] codes) =>
        (await (await service.NewUserAsync()).SendAsync(
            new HttpMethod(method), path, body is null ? null : Caller.JsonBody(body), ("Idempotency-Key", codes.Contains("validation.idempotencyKey.format") ? "ı" : "k")))
            .ExpectError(400, codes);

    [Theory]
    [InlineData("PUT", $"/api/v2/users/x?y=1", """{ "name": "a", "profilePhoto": 5 }""", "validation.userId.format", "validation.y.unknown", "validation.name.unknown", "validation.profilePhoto.wrong_type", "validation.username.required")]
    [InlineData("POST", $"/api/v2/users/{Id}/credits", """{ "amount": "5", "x": 1 }""", "validation.amount.wrong_type", "validation.x.unknown", "idempotency.key_required")]
    [InlineData("POST", "/api/dev/token", """{ "role": "admin", "x": 1 }""", "validation.role.allowed_values", "validation.x.unknown", "validation.userId.required")]
    public async Task Call_WhenABackendBreaksManyRules_ThenAllAreTold(string method, string path, string body, params string[] codes) =>
        (await service.Backend.SendAsync(new HttpMethod(method), path, Caller.JsonBody(body))).ExpectError(400, codes);

    [Fact]
    public async Task Form_WhenManyRulesAreBroken_ThenAllAreTold()
    {
        var form = Form.Of(
            Form.Text("y", "1"), Form.Text("type", "txt"), Form.Text("type", "text"), Form.Text("chatId", "x"), Form.Text("creditTransfer", """{ "unit": "c" }"""),
            Form.File("words"u8.ToArray(), "words.txt"));

        (await (await service.NewUserAsync()).SendAsync(HttpMethod.Post, Caller.MessagesPath, form)).ExpectError(
            400, "validation.y.unknown", "validation.type.duplicate", "validation.type.allowed_values", "validation.chatId.format", "validation.creditTransfer.unit.unknown");
    }

    [Fact]
    public async Task Body_WhenItBreaksOff_ThenItIsToldWithWhatIsWrongInTheHead() =>
        (await (await service.NewUserAsync()).PostAsync("/api/v2/messages?x=1", """{ "y": 1""")).ExpectError(400, "validation.x.unknown", "body.malformed");

    [Fact]
    public async Task Faults_WhenTheyAreMoreThanAreTold_ThenThoseOfTheHeadComeFirst()
    {
        var query = string.Join('&', Enumerable.Range(0, 15).Select(number => $"q{number}"));
        var body = "{" + string.Join(',', Enumerable.Range(0, 15).Select(number => $"\"b{number}\":1")) + "}";

        var codes = (await (await service.NewUserAsync()).PostAsync($"/api/v2/messages?{query}", body)).Expect(HttpStatusCode.BadRequest).Codes;

        Assert.Equal(InvalidRequestException.MaxFaults, codes.Count);
        Assert.Equal(15, codes.Count(code => code.StartsWith("validation.q", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Faults_WhenTheRequestIsRight_ThenNothingOfAnEarlierOneIsTold()
    {
        var conversation = await service.NewConversationAsync();
        (await conversation.Sender.SendAsync("""{ "x": 1 }""")).Expect(HttpStatusCode.BadRequest);

        await conversation.SendAsync();
    }
}
