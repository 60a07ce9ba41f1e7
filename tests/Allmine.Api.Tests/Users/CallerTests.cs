using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Users;

/// <summary>Who may call what, and in whose name.</summary>
public sealed class CallerTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string OnBehalfOf = "X-On-Behalf-Of";

    private readonly Service service = fixture.Service;

    public static TheoryData<string, string> UserCalls => new()
    {
        { "POST", "/api/v2/messages" },
        { "GET", "/api/v2/messages/64d15f9e2e6c8f4d5a999999" },
        { "GET", "/api/v2/messages/chat/64d15f9e2e6c8f4d5a999999" },
        { "GET", "/api/v2/messages/outcome" },
    };

    [Theory]
    [MemberData(nameof(UserCalls))]
    public async Task UserCall_WhenABackendActsForNobody_ThenIsForbiddenUnlessItReads(string method, string path)
    {
        var reply = await CallAsync(service.Backend, method, path);

        if (path.EndsWith("999999", StringComparison.Ordinal))
            reply.ExpectError(404, path.Contains("chat", StringComparison.Ordinal) ? "chat.not_found" : "message.not_found");
        else
            reply.ExpectError(403, "auth.forbidden");
    }

    [Theory]
    [MemberData(nameof(UserCalls))]
    public async Task UserCall_WhenTheSubjectIsNotInTheDirectory_ThenIsForbidden(string method, string path) =>
        (await CallAsync(service.User(Tokens.NewId()), method, path)).ExpectError(403, "auth.forbidden");

    [Theory]
    [MemberData(nameof(UserCalls))]
    public async Task UserCall_WhenABackendActsForAnUnknownUser_ThenIsForbidden(string method, string path) =>
        (await CallAsync(service.Backend, method, path, (OnBehalfOf, Tokens.NewId()))).ExpectError(403, "auth.forbidden");

    [Theory]
    [MemberData(nameof(UserCalls))]
    public async Task UserCall_WhenAPersonActsForAnother_ThenIsForbidden(string method, string path)
    {
        var (one, other) = (await service.NewUserAsync(), await service.NewUserAsync());

        (await CallAsync(one, method, path, (OnBehalfOf, other.UserId))).ExpectError(403, "auth.forbidden");
        (await CallAsync(one, method, path, (OnBehalfOf, one.UserId))).ExpectError(403, "auth.forbidden");
    }

    [Theory]
    [MemberData(nameof(UserCalls))]
    public async Task UserCall_WhenThereIsNoToken_ThenIsUnauthenticated(string method, string path) =>
        (await CallAsync(service.Anonymous, method, path)).ExpectError(401, "auth.required");

    [Theory]
    [InlineData("nobody")]
    [InlineData("64d15f9e2e6c8f4d5a11111")]
    [InlineData("64d15f9e2e6c8f4d5a111111,64d15f9e2e6c8f4d5a654321")]
    public async Task OnBehalfOf_WhenItIsNoId_ThenIsRefused(string value) =>
        (await service.Backend.GetAsync("/api/v2/messages/outcome", (OnBehalfOf, value), ("Idempotency-Key", "k")))
            .ExpectError(400, "validation.onBehalfOf.format");

    [Fact]
    public async Task OnBehalfOf_WhenEmpty_ThenCountsAsAbsent()
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync("/api/v2/messages/outcome", (OnBehalfOf, ""), ("Idempotency-Key", "k"))).Expect(HttpStatusCode.OK);
        (await service.Backend.GetAsync("/api/v2/messages/outcome", (OnBehalfOf, ""))).ExpectError(403, "auth.forbidden");
    }

    [Fact]
    public async Task ServiceCall_WhenTheUserActedForIsUnknown_ThenIsForbidden() =>
        (await service.Backend.PutAsync($"/api/v2/users/{Tokens.NewId()}", """{ "username": "a" }""", (OnBehalfOf, Tokens.NewId())))
            .ExpectError(403, "auth.forbidden");

    private static Task<Reply> CallAsync(Caller caller, string method, string path, params (string Name, string Value)[] headers) =>
        caller.SendAsync(new HttpMethod(method), path, method == "POST" ? Caller.JsonBody("{}") : null, headers);
}
