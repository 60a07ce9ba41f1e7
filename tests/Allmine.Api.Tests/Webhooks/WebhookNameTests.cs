using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>What a caller names a webhook by, on every route that takes a name.</summary>
public sealed class WebhookNameTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    /// <summary>Every call with a name, and what is wrong with it if the name is good and nobody's.</summary>
    public static TheoryData<string, string, string?, int> Calls => new()
    {
        { "GET", "", null, 404 },
        { "PUT", "", """{ "url": "https://hooks.example.com/", "active": false }""", 201 },
        { "DELETE", "", null, 204 },
        { "POST", "/rotate", null, 404 },
        { "POST", "/test", null, 404 },
        { "POST", "/replay", """{ "from": "now" }""", 404 },
        { "GET", "/deliveries", null, 404 },
        { "POST", "/deliveries/1/retry", null, 404 },
    };

    private readonly Service service = fixture.Service;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Name_WhenItCanNotBeOne_ThenIsRefusedByEveryCall(string method, string rest, string? body, int status)
    {
        string[] bad = ["a%2Fb", "..%2Fevents", "a%20b", "a%5Cb", "%C3%A7", "a+b", "a%0A", "a:b", "%20", "%09", "%20%20", new string('n', 65)];
        foreach (var name in bad)
            (await CallAsync(method, $"/api/v2/webhooks/{name}{rest}", body)).ExpectError(400, "validation.name.format");
        // Of 64 characters it may be, and of any of these.
        string[] good = [Tokens.NewId() + new string('n', 40), $"A.b_c-9{Tokens.NewId()}"];
        foreach (var name in good)
        {
            Assert.Equal((HttpStatusCode)status, (await CallAsync(method, $"/api/v2/webhooks/{name}{rest}", body)).Status);
            (await CallAsync("DELETE", $"/api/v2/webhooks/{name}", null)).Expect(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Name_WhenItHasAPlainSlash_ThenThereIsNoSuchRoute() =>
        (await service.Backend.GetAsync("/api/v2/webhooks/a/b")).ExpectError(404, "route.not_found");

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WhenByAPerson_ThenIsForbiddenWhateverTheNameIs(string method, string rest, string? body, int status)
    {
        Assert.NotEqual(0, status);
        var person = await service.NewUserAsync();
        using var content = body is null ? null : Caller.JsonBody(body);
        (await person.SendAsync(new HttpMethod(method), $"/api/v2/webhooks/push{rest}", content)).ExpectError(403, "auth.forbidden");
        (await person.SendAsync(new HttpMethod(method), $"/api/v2/webhooks/a%2Fb{rest}", null)).ExpectError(403, "auth.forbidden");
    }

    [Theory]
    [InlineData("/api/v2/feed?types=message.created,nothing", "validation.types.allowed_values")]
    [InlineData("/api/v2/feed?types=message.created,message.created", "validation.types.duplicate")]
    [InlineData("/api/v2/feed?types=", "validation.types.allowed_values")]
    [InlineData("/api/v2/feed?types=Message.Created", "validation.types.allowed_values")]
    [InlineData("/api/v2/feed/stream?types=nothing", "validation.types.allowed_values")]
    [InlineData("/api/v2/feed?types=message.created&types=message.read", "validation.types.duplicate")]
    [InlineData("/api/v2/feed?after=a&after=b", "validation.after.duplicate")]
    [InlineData("/api/v2/feed/stream?limit=5", "validation.limit.unknown")]
    [InlineData("/api/v2/feed?limit=0", "validation.limit.range")]
    [InlineData("/api/v2/feed?limit=101", "validation.limit.range")]
    [InlineData("/api/v2/webhooks?limit=5", "validation.limit.unknown")]
    [InlineData("/api/v2/webhooks/push?x=1", "validation.x.unknown")]
    [InlineData("/api/v2/webhooks/push/deliveries?status=lost", "validation.status.allowed_values")]
    [InlineData("/api/v2/webhooks/push/deliveries?status=failed&status=pending", "validation.status.duplicate")]
    public async Task Query_WhenItBreaksARule_ThenIsRefused(string path, string code) =>
        (await service.Backend.GetAsync(path)).ExpectError(400, code);

    [Theory]
    [InlineData("madeup")]
    [InlineData("f")]
    [InlineData("fAAAAAAAAAAe0f4yVYx4Ry2UWnpL1jKkC")]
    public async Task Feed_WhenThePositionCanNotBeRead_ThenBeginsAnewAndSaysSo(string after)
    {
        Assert.True((await service.Backend.GetAsync($"/api/v2/feed?after={after}")).Expect(HttpStatusCode.OK)["reset"].GetBoolean());
        Assert.False((await service.Backend.GetAsync("/api/v2/feed")).Expect(HttpStatusCode.OK)["reset"].GetBoolean());
    }

    private async Task<Hosting.Http.Reply> CallAsync(string method, string path, string? body)
    {
        using var content = body is null ? null : Caller.JsonBody(body);
        return await service.Backend.SendAsync(new HttpMethod(method), path, content);
    }
}
