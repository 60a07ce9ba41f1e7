using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Abuse;

/// <summary>A stranger names the chats, messages, files, keys and wallets of others, on every route that there is.</summary>
public sealed class ForeignObjectTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Secret = "nobody else may read this";

    /// <summary>What a stranger asks for. <c>CHAT</c>, <c>MESSAGE</c>, <c>FILE</c> and <c>VICTIM</c> stand for identifiers of others.</summary>
    private static readonly (string Operation, string Path, string? Body, int Status)[] Attempts =
    [
        ("GET /api/v2/messages/{messageId}", "/api/v2/messages/MESSAGE", null, 404),
        ("GET /api/v2/messages/chat/{chatId}", "/api/v2/messages/chat/CHAT", null, 403),
        ("GET /api/v2/messages/chat/{chatId}", "/api/v2/messages/chat/CHAT?after=0&limit=100", null, 403),
        ("GET /api/v2/messages", "/api/v2/messages?ids=MESSAGE", null, 200),
        ("PATCH /api/v2/messages/{messageId}", "/api/v2/messages/MESSAGE", """{ "content": "x" }""", 404),
        ("DELETE /api/v2/messages/{messageId}", "/api/v2/messages/MESSAGE", null, 404),
        ("GET /api/v2/messages/{messageId}/versions", "/api/v2/messages/MESSAGE/versions", null, 404),
        ("PUT /api/v2/messages/{messageId}/reactions/{emoji}", "/api/v2/messages/MESSAGE/reactions/a", null, 404),
        ("DELETE /api/v2/messages/{messageId}/reactions/{emoji}", "/api/v2/messages/MESSAGE/reactions/a", null, 404),
        ("GET /api/v2/messages/{messageId}/reactions", "/api/v2/messages/MESSAGE/reactions", null, 404),
        ("PUT /api/v2/messages/{messageId}/pin", "/api/v2/messages/MESSAGE/pin", null, 404),
        ("DELETE /api/v2/messages/{messageId}/pin", "/api/v2/messages/MESSAGE/pin", null, 404),
        ("POST /api/v2/messages/chat/{chatId}/delivered", "/api/v2/messages/chat/CHAT/delivered", """{ "sequence": 1 }""", 403),
        ("GET /api/v2/chats/{chatId}/changes", "/api/v2/chats/CHAT/changes", null, 403),
        ("GET /api/v2/chats/{chatId}", "/api/v2/chats/CHAT", null, 403),
        ("GET /api/v2/chats/{chatId}", "/api/v2/chats/GROUP", null, 403),
        ("PATCH /api/v2/chats/{chatId}", "/api/v2/chats/GROUP", """{ "title": "x" }""", 403),
        ("PATCH /api/v2/chats/{chatId}", "/api/v2/chats/OWN", """{ "photo": "FILE" }""", 404),
        ("PUT /api/v2/chats/{chatId}/members/{userId}", "/api/v2/chats/GROUP/members/SELF", null, 403),
        ("PUT /api/v2/chats/{chatId}/members/{userId}", "/api/v2/chats/GROUP/members/SELF", """{ "history": "all" }""", 403),
        ("DELETE /api/v2/chats/{chatId}/members/{userId}", "/api/v2/chats/GROUP/members/VICTIM", null, 403),
        ("PUT /api/v2/chats/{chatId}/members/{userId}/role", "/api/v2/chats/GROUP/members/SELF/role", """{ "role": "owner" }""", 403),
        ("PUT /api/v2/chats/{chatId}/members/{userId}/role", "/api/v2/chats/GROUP/members/VICTIM/role", """{ "role": "member" }""", 403),
        ("PUT /api/v2/chats/{chatId}/settings", "/api/v2/chats/GROUP/settings", """{ "archived": true }""", 403),
        ("GET /api/v2/chats/{chatId}/pins", "/api/v2/chats/CHAT/pins", null, 403),
        ("POST /api/v2/sync", "/api/v2/sync", """{ "chats": { "CHAT": 0 } }""", 200),
        ("POST /api/v2/messages/chat/{chatId}/read", "/api/v2/messages/chat/CHAT/read", """{ "sequence": 1 }""", 403),
        ("POST /api/v2/messages", "/api/v2/messages", """{ "type": "text", "chatId": "CHAT", "content": "x" }""", 403),
        ("POST /api/v2/messages", "/api/v2/messages?dryRun=true", """{ "type": "text", "chatId": "CHAT", "content": "x" }""", 403),
        ("POST /api/v2/messages", "/api/v2/messages", """{ "type": "text", "chatId": "CHAT", "targetUserId": "VICTIM", "content": "x" }""", 403),
        ("POST /api/v2/messages", "/api/v2/messages", """{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": { "amount": 1 } }""", 403),
        ("POST /api/v2/messages", "/api/v2/messages", """{ "type": "media", "targetUserId": "VICTIM", "file": "FILE" }""", 404),
        ("POST /api/v2/messages/batch", "/api/v2/messages/batch", """{ "atomic": true, "items": [{ "type": "text", "chatId": "CHAT", "content": "x" }] }""", 403),
        ("POST /api/v2/messages/batch", "/api/v2/messages/batch", """{ "items": [{ "type": "text", "targetUserId": "VICTIM", "content": "x", "onBehalfOf": "VICTIM" }] }""", 403),
        ("GET /api/v2/users/{userId}", "/api/v2/users/VICTIM", null, 403),
        ("GET /api/v2/users/{userId}/credits", "/api/v2/users/VICTIM/credits", null, 403),
        ("GET /api/v2/users/{userId}/transactions", "/api/v2/users/VICTIM/transactions", null, 403),
        ("PUT /api/v2/users/{userId}", "/api/v2/users/VICTIM", """{ "username": "x" }""", 403),
        ("POST /api/v2/users/{userId}/credits", "/api/v2/users/VICTIM/credits", """{ "amount": 1 }""", 403),
    ];

    /// <summary>Those that name nothing of others, or only whom the caller's own is about; what else could be asked of them is in the tests named.</summary>
    private static readonly string[] OwnThings =
    [
        "GET /api/v2/messages/outcome", // OutcomeTests.Outcome_WhenTheKeyIsSomebodyElses_ThenIsUnknown
        "GET /api/v2/messages/batch/outcome", // BatchContract.Outcome_WhenABackendSentForOthersUnderAPersonsKey_ThenThePersonDoesNotReadThem
        "GET /api/v2/chats", // ListChatsTests.List_WhenTheCursorIsForgedOrForeign_ThenIsRefused
        "POST /api/v2/chats",
        "GET /api/v2/users/me",
        "GET /api/v2/users/me/credits",
        "GET /api/v2/users/me/transactions", // TransactionsTests.Cursor_WhenChangedOrAnotherUsers_ThenIsRefused
        "GET /api/v2/events", // EventsTests.Listen_WhenAMessageIsSent_ThenBothMembersGetItAsItsSenderDidAndNobodyElse
        "POST /api/v2/files",
        "GET /api/v2/blocks", // BlockingContract.List_WhenTheCursorIsAnothers_ThenIsRefused
        "GET /api/v2/blocks/{userId}",
        "PUT /api/v2/blocks/{userId}",
        "DELETE /api/v2/blocks/{userId}",
        "POST /api/dev/token",
        "POST /api/dev/reset",
    ];

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Objects_WhenAStrangerNamesThem_ThenNothingIsToldAndNothingChanges()
    {
        var conversation = await service.NewConversationAsync();
        var message = (await conversation.SendAsync(Secret))["_id"].GetString()!;
        var file = (await conversation.Sender.SendAsync(HttpMethod.Post, "/api/v2/files", Hosting.Http.Form.Of(Hosting.Http.Form.File("Merhaba"u8.ToArray(), "a.txt"))))
            .Expect(HttpStatusCode.Created)["_id"].GetString()!;
        var stranger = await service.NewUserAsync();
        (await service.Backend.PostAsync($"/api/v2/users/{stranger.UserId}/credits", """{ "amount": 5 }""", ("Idempotency-Key", Tokens.NewId()))).Expect(HttpStatusCode.Created);
        var group = await NewGroupAsync(conversation.Sender, conversation.Target, Secret);
        var own = await NewGroupAsync(stranger, await service.NewUserAsync(), "mine");
        var (before, groupBefore) = (await conversation.HistoryAsync(), (await conversation.Target.GetAsync($"/api/v2/chats/{group}")).Expect(HttpStatusCode.OK).Text);

        foreach (var (operation, path, body, status) in Attempts)
        {
            string Named(string text) => text.Replace("CHAT", conversation.ChatId, StringComparison.Ordinal).Replace("MESSAGE", message, StringComparison.Ordinal)
                .Replace("FILE", file, StringComparison.Ordinal).Replace("VICTIM", conversation.Target.UserId, StringComparison.Ordinal)
                .Replace("GROUP", group, StringComparison.Ordinal).Replace("OWN", own, StringComparison.Ordinal).Replace("SELF", stranger.UserId, StringComparison.Ordinal);
            var content = body is null ? null : Caller.JsonBody(Named(body));
            var reply = await stranger.SendAsync(new HttpMethod(operation.Split(' ')[0]), Named(path), content, ("Idempotency-Key", Tokens.NewId()));

            Assert.True((int)reply.Status == status, $"{operation} {body}: {(int)reply.Status} {reply.Text}");
            Assert.DoesNotContain(Secret, reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("somebody", reply.Text, StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/api/v2/chats", "/api/v2/users/me/credits", "/api/v2/users/me/transactions", "/api/v2/events", $"/api/v2/messages/{message}" })
            (await stranger.GetAsync(path, ("X-On-Behalf-Of", conversation.Target.UserId))).ExpectError(403, "auth.forbidden");
        Assert.Equal(before, await conversation.HistoryAsync());
        Assert.Equal(groupBefore, (await conversation.Target.GetAsync($"/api/v2/chats/{group}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(5, (await stranger.GetAsync("/api/v2/users/me/credits")).Expect(HttpStatusCode.OK)["balance"].GetInt64());
    }

    private static async Task<string> NewGroupAsync(Caller owner, Caller member, string title) =>
        (await owner.PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{member.UserId}}"], "title": "{{title}}" }""")).Expect(HttpStatusCode.Created)["_id"].GetString()!;

    /// <summary>A new route comes into one of the two lists.</summary>
    [Fact]
    public async Task Operations_WhenComparedWithTheDocument_ThenEachIsTriedOrNamesNothingOfOthers()
    {
        var paths = (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK)["paths"];
        // The form of a send is listed apart.
        var operations = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name.Split('#')[0]}"));

        Assert.Equal(Attempts.Select(attempt => attempt.Operation).Concat(OwnThings).Distinct().Order(), operations.Distinct().Order());
    }

    [Theory]
    [InlineData("POST", "/api/v2/messages", """{ "type": "text", "targetUserId": "VICTIM", "content": "x", FIELD }""", "_id", "senderId", "sequence", "createdAt", "readBy", "media", "chatSequence", "Content")]
    [InlineData("POST", "/api/v2/messages", """{ "type": "credit_transfer", "targetUserId": "VICTIM", "creditTransfer": { "amount": 1, FIELD } }""", "creditTransfer.balance", "creditTransfer.senderId", "creditTransfer.from")]
    [InlineData("POST", "/api/v2/chats", """{ "memberIds": ["VICTIM"], FIELD }""", "_id", "revision", "lastSequence", "blockedBy", "createdBy", "isOpen")]
    [InlineData("PUT", "/api/v2/users/VICTIM", """{ "username": "x", FIELD }""", "_id", "role", "balance", "credits", "isAdmin")]
    [InlineData("POST", "/api/v2/users/VICTIM/credits", """{ "amount": 1, FIELD }""", "balance", "userId", "issuerId", "createdAt")]
    public async Task Body_WhenItSetsWhatIsNotTheCallersToSet_ThenIsRefused(string method, string path, string body, params string[] fields)
    {
        var victim = await service.NewUserAsync();
        var caller = path.Contains("users", StringComparison.Ordinal) ? service.Backend : await service.NewUserAsync();
        foreach (var field in fields)
        {
            var json = body.Replace("VICTIM", victim.UserId, StringComparison.Ordinal).Replace("FIELD", $"\"{field.Split('.')[^1]}\": 1", StringComparison.Ordinal);
            var reply = await caller.SendAsync(new HttpMethod(method), path.Replace("VICTIM", victim.UserId, StringComparison.Ordinal), Caller.JsonBody(json), ("Idempotency-Key", Tokens.NewId()));
            reply.ExpectError(400, $"validation.{field}.unknown");
        }
    }
}
