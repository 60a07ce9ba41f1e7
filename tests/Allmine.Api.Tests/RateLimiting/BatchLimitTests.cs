using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.RateLimiting;

public sealed class BatchLimitTests
{
    [Fact]
    public async Task Batch_WhenThereIsNoRoomForAll_ThenIsRefusedWholeAndNothingIsRecorded()
    {
        using var folder = new TemporaryFolder();
        // Its clock stands: nothing comes back, however long the calls take.
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Replace = services => services.AddStandingClock(),
            Settings = new Dictionary<string, string> { ["RateLimits:SendsPerMinute"] = "12", ["RateLimits:ServiceSendsPerMinute"] = "40" },
        });
        var (ada, bob) = (await service.NewUserAsync(), await service.NewUserAsync());

        (await PostAsync(ada, "l", Texts(bob, 13))).ExpectError(400, "validation.items.too_many");
        (await PostAsync(ada, "l", Texts(bob, 10))).Expect(HttpStatusCode.OK);
        var refused = (await PostAsync(ada, "m", Texts(bob, 6))).ExpectError(429, "rate.limited");
        Assert.StartsWith("\"sends\";r=2", refused.Header("RateLimit"), StringComparison.Ordinal);
        Assert.Equal("unknown", (await ada.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "m#0")))["status"].GetString());
        (await PostAsync(ada, "n", Texts(bob, 2))).Expect(HttpStatusCode.OK);

        // A person is counted also where a backend acts for him; a system user is not.
        (await PostAsync(service.Backend, "o", Texts(bob, 6, ada.UserId))).ExpectError(429, "rate.limited");
        (await PostAsync(service.Backend, "o", Texts(ada, 6, bob.UserId))).Expect(HttpStatusCode.OK);
        var system = Tokens.NewId();
        (await service.Backend.PutAsync($"/api/v2/users/{system}", """{ "username": "Shop", "kind": "system" }""")).Expect(HttpStatusCode.Created);
        (await PostAsync(service.Backend, "p", Texts(bob, 30, system))).Expect(HttpStatusCode.OK);
        (await PostAsync(service.Backend, "q", Texts(bob, 30, system))).ExpectError(429, "rate.limited");
        (await PostAsync(service.Backend, "q", Texts(bob, 41, system))).ExpectError(400, "validation.items.too_many");
    }

    private static string[] Texts(Caller target, int count, string? sender = null) =>
        [.. Enumerable.Repeat($$"""{ "type": "text", "targetUserId": "{{target.UserId}}", "content": "x"{{(sender is null ? "" : $""", "onBehalfOf": "{sender}" """)}} }""", count)];

    private static Task<Reply> PostAsync(Caller caller, string key, string[] items) =>
        caller.PostAsync("/api/v2/messages/batch", $$"""{ "items": [{{string.Join(", ", items)}}] }""", ("Idempotency-Key", key));
}
