using System.Net;
using System.Text.RegularExpressions;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>Queries are read as strictly as bodies: an unknown parameter is refused, not ignored.</summary>
public sealed partial class QueryTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Id = "64d15f9e2e6c8f4d5a999999";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("?dry_run=true", "validation.dry_run.unknown")]
    [InlineData("?dryRun[]=true", "validation.dryRun[].unknown")]
    [InlineData("?dryRun%5B%5D=true", "validation.dryRun[].unknown")]
    [InlineData("?DryRun=true", "validation.DryRun.unknown")]
    [InlineData("?dryRun=true&dryRun=true", "validation.dryRun.duplicate")]
    [InlineData("?dryRun=true&dryRun=false&dryRun=", "validation.dryRun.duplicate")]
    [InlineData("?dryRun=true&dry%52un=true", "validation.dryRun.duplicate")]
    [InlineData("?x=1", "validation.x.unknown")]
    [InlineData("?x", "validation.x.unknown")]
    [InlineData("?=1", "validation..unknown")]
    [InlineData("??dryRun=true", "validation.?dryRun.unknown")]
    [InlineData("?dryRun=true&limit=5", "validation.limit.unknown")]
    [InlineData("?a=1&b=2&dryRun=true&dryRun=true", "validation.a.unknown", "validation.b.unknown", "validation.dryRun.duplicate")]
    public async Task Send_WhenItsQueryIsUnknownOrDoubled_ThenIsRefusedAndNothingIsSent(string query, params string[] codes)
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.PostAsync($"/api/v2/messages{query}", conversation.TextBody())).ExpectError(400, codes);

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Theory]
    [InlineData("GET", "/api/v2/chats?limit=5&limit=6", "validation.limit.duplicate")]
    [InlineData("GET", "/api/v2/chats?Limit=5", "validation.Limit.unknown")]
    [InlineData("GET", "/api/v2/chats?limit=5&x=1", "validation.x.unknown")]
    [InlineData("POST", "/api/v2/chats?x=1", "validation.x.unknown", "validation.memberIds.required")]
    [InlineData("GET", $"/api/v2/messages/{Id}?messageId={Id}", "validation.messageId.unknown")]
    [InlineData("GET", $"/api/v2/messages/chat/{Id}?page=2", "validation.page.unknown")]
    [InlineData("POST", $"/api/v2/messages/chat/{Id}/read?x=1", "validation.x.unknown", "validation.sequence.required")]
    [InlineData("GET", "/api/v2/messages/outcome?key=k", "validation.key.unknown", "idempotency.key_required")]
    [InlineData("GET", "/api/v2/users/me/credits?x=1", "validation.x.unknown")]
    [InlineData("GET", "/api/v2/users/me/transactions?direction=in&direction=out", "validation.direction.duplicate")]
    [InlineData("GET", $"/api/v2/blocks/{Id}?x=1", "validation.x.unknown")]
    [InlineData("PUT", $"/api/v2/blocks/{Id}?x=1", "validation.x.unknown")]
    [InlineData("DELETE", $"/api/v2/blocks/{Id}?x=1", "validation.x.unknown")]
    [InlineData("GET", "/api/v2/events?x=1", "validation.x.unknown")]
    [InlineData("POST", "/api/v2/files?x=1", "validation.x.unknown")]
    public async Task Query_WhenUnknownOrDoubled_ThenIsRefusedByEveryCallOfUsers(string method, string path, params string[] codes) =>
        (await CallAsync(await service.NewUserAsync(), method, path)).ExpectError(400, codes);

    [Theory]
    [InlineData("PUT", $"/api/v2/users/{Id}?x=1", "validation.x.unknown", "validation.username.required")]
    [InlineData("POST", $"/api/v2/users/{Id}/credits?x=1", "validation.x.unknown", "validation.amount.required", "idempotency.key_required")]
    [InlineData("POST", "/api/dev/token?x=1", "validation.x.unknown")]
    [InlineData("POST", "/api/dev/reset?x=1", "validation.x.unknown")]
    public async Task Query_WhenUnknown_ThenIsRefusedByEveryCallOfBackends(string method, string path, params string[] codes) =>
        (await CallAsync(service.Backend, method, path)).ExpectError(400, codes);

    [Theory]
    [InlineData("/api/v2/nothing?x=1", 404, "route.not_found")]
    [InlineData("/api/v2/files?x=1", 405, "route.method_not_allowed")]
    [InlineData("/api/v2/chats?x=1", 401, "auth.required")]
    public async Task Query_WhenTheRouteTheMethodOrTheTokenIsWrong_ThenThatComesFirst(string path, int status, string code) =>
        (await service.Anonymous.GetAsync(path)).ExpectError(status, code);

    [Fact]
    public async Task Query_WhenTheCallerMayNotCall_ThenThatComesFirst() =>
        (await service.User(Tokens.NewId()).GetAsync("/api/v2/chats?x=1")).ExpectError(403, "auth.forbidden");

    [Theory]
    [InlineData("?")]
    [InlineData("?&")]
    [InlineData("?limit=5&cursor=")]
    public async Task Query_WhenEachParameterIsKnownAndGivenOnce_ThenIsRead(string query)
    {
        var reply = await (await service.NewUserAsync()).GetAsync($"/api/v2/chats{query}");

        Assert.True(reply.Status == HttpStatusCode.OK || reply.Codes is ["validation.cursor.format"], reply.Text);
    }

    [Fact]
    public async Task Query_WhenOutsideOfTheApi_ThenIsNobodysBusiness()
    {
        (await service.Anonymous.GetAsync("/health/live?x=1&x=1")).Expect(HttpStatusCode.OK);
        (await service.Anonymous.GetAsync("/media/nobodys.jpg?v=2")).ExpectError(404, "media.not_found");
    }

    [Theory]
    [InlineData("/api/v2/chats/")]
    [InlineData("/API/v2/chats/")]
    [InlineData("/api/v2/chats//")]
    [InlineData("/api/v2/chats/?limit=5")]
    [InlineData("/api/v2/messages/")]
    [InlineData("/api/dev/token/")]
    [InlineData("/api/dev/reset/")]
    [InlineData("/api/")]
    public async Task Path_WhenItEndsInASlash_ThenIsNotFoundWithOrWithoutAToken(string path)
    {
        (await service.Anonymous.GetAsync(path)).ExpectError(404, "route.not_found");
        (await (await service.NewUserAsync()).PostAsync(path, "{}")).ExpectError(404, "route.not_found");
    }

    /// <summary>Every call of the document, of a backend and of a person.</summary>
    [Theory]
    [InlineData("%20")]
    [InlineData("%09")]
    [InlineData("%20%20")]
    [InlineData("%C2%A0")]
    public async Task Path_WhenItNamesWhiteSpace_ThenIsRefusedByEveryCall(string name)
    {
        var document = (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Json;
        var calls = document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.Contains('{', StringComparison.Ordinal) && path.Name.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject().Where(call => call.Name is "get" or "put" or "post" or "patch" or "delete").Select(call => (Method: call.Name, Path: path.Name)))
            .ToList();
        Assert.InRange(calls.Count, 30, 100);
        var person = await service.NewUserAsync();

        foreach (var (method, path) in calls)
        {
            foreach (var caller in new[] { service.Backend, person })
            {
                using var body = method is "put" or "post" or "patch" ? Caller.JsonBody("{}") : null;
                var reply = await caller.SendAsync(new HttpMethod(method.ToUpperInvariant()), InBraces().Replace(path, name), body);
                Assert.True((int)reply.Status is 400 or 403 or 404, $"{method} {path}: {reply.Status} {string.Join(", ", reply.Codes)}");
                if (reply.Status == HttpStatusCode.BadRequest)
                    Assert.Contains(reply.Codes, code => code.EndsWith(".format", StringComparison.Ordinal) || code == "idempotency.key_required");
            }
        }
    }

    [Fact]
    public async Task Name_WhenLong_ThenIsQuotedUpToItsSixtyFourthCharacter()
    {
        var user = await service.NewUserAsync();
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", 65));
        var cut = string.Concat(Enumerable.Repeat("\U0001F600", 64));

        (await user.GetAsync($"/api/v2/chats?{new string('n', 64)}=1")).ExpectError(400, $"validation.{new string('n', 64)}.unknown");
        (await user.GetAsync($"/api/v2/chats?{new string('n', 65)}=1")).ExpectError(400, $"validation.{new string('n', 64)}.unknown");
        (await user.GetAsync($"/api/v2/chats?{Uri.EscapeDataString(emoji)}=1")).ExpectError(400, $"validation.{cut}.unknown");
        Assert.Equal($"validation.{cut}.unknown", (await user.SendAsync($$"""{ "{{emoji}}": 1 }""")).Expect(HttpStatusCode.BadRequest).Codes[0]);
        Assert.Equal($"validation.x{cut[..^2]}.unknown", (await user.SendAsync($$"""{ "x{{emoji}}": 1 }""")).Expect(HttpStatusCode.BadRequest).Codes[0]);
        Assert.Equal(
            $"validation.{cut}.unknown",
            (await user.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.Of(Form.Text(emoji, "x")))).Expect(HttpStatusCode.BadRequest).Codes[0]);
    }

    private static Task<Reply> CallAsync(Caller caller, string method, string path) =>
        caller.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? Caller.JsonBody("{}") : null);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex InBraces();
}
