using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.RateLimiting;

public sealed class RateLimitTests
{
    private const string OnBehalfOf = "X-On-Behalf-Of";

    [Fact]
    public async Task Sends_WhenTheBucketIsEmpty_ThenAreRefusedUntilItFillsAndOtherCallsAreNot()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 3, requests: 0);
        var conversation = await service.NewConversationAsync();
        await conversation.SendAsync();
        await conversation.SendAsync();

        var refused = (await conversation.Sender.SendAsync(conversation.TextBody())).ExpectError(429, "rate.limited");

        Assert.InRange(int.Parse(refused.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 20);
        Assert.Equal(3, await conversation.CountAsync());
        (await conversation.Sender.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}")).Expect(HttpStatusCode.OK);
        // The other's bucket is another one.
        (await conversation.Target.SendAsync(conversation.TextBody())).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Sends_WhenReplayedOrRehearsedOrRefused_ThenCountAsWell()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 4, requests: 0);
        var conversation = await service.NewConversationAsync();
        var key = ("Idempotency-Key", "k");
        await conversation.SendAsync("x", key);
        await conversation.SendAsync("x", key);
        (await conversation.Sender.PostAsync("/api/v2/messages?dryRun=true", conversation.TextBody())).Expect(HttpStatusCode.OK);

        (await conversation.Sender.SendAsync(conversation.TextBody("x"), key)).ExpectError(429, "rate.limited");
    }

    [Fact]
    public async Task Requests_WhenTheBucketIsEmpty_ThenAreRefusedWhateverTheCall()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 0, requests: 2);
        var user = await service.NewUserAsync();
        (await user.GetAsync($"/api/v2/messages/{Tokens.NewId()}")).ExpectError(404, "message.not_found");
        (await user.SendAsync("{}")).Expect(HttpStatusCode.BadRequest);

        (await user.GetAsync($"/api/v2/messages/{Tokens.NewId()}")).ExpectError(429, "rate.limited");
        (await user.SendAsync("{}")).ExpectError(429, "rate.limited");
    }

    [Fact]
    public async Task Answers_WhenToACallerWithAToken_ThenTellOfTheLimitWithTheFewestLeft()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Replace = services => services.AddStandingClock(),
            Settings = new Dictionary<string, string>
            {
                ["RateLimits:SendsPerMinute"] = "120",
                ["RateLimits:RequestsPerMinute"] = "600",
                ["RateLimits:ServiceSendsPerMinute"] = "30",
                ["RateLimits:ServiceRequestsPerMinute"] = "3",
            },
        });
        var user = service.User("64d15f9e2e6c8f4d5a111111");
        const string Body = """{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "content": "x" }""";

        var sent = (await user.SendAsync(Body)).Expect(HttpStatusCode.Created);
        Assert.Equal("\"sends\";q=120;w=60", sent.Header("RateLimit-Policy"));
        Assert.Equal("\"sends\";r=119;t=1", sent.Header("RateLimit"));
        var refused = (await user.SendAsync("{}")).Expect(HttpStatusCode.BadRequest);
        Assert.Matches("^\"sends\";r=11[89];t=1$", refused.Header("RateLimit"));
        var read = (await user.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
        Assert.Equal("\"requests\";q=600;w=60", read.Header("RateLimit-Policy"));
        Assert.Matches("^\"requests\";r=59[789];t=1$", read.Header("RateLimit"));
        Assert.Null((await service.Anonymous.GetAsync("/api/v2/chats")).Header("RateLimit"));

        // A backend is counted by itself, and by the person beside.
        for (var left = 2; left >= 0; left--)
        {
            var acted = (await service.Backend.SendAsync(Body, (OnBehalfOf, user.UserId))).Expect(HttpStatusCode.Created);
            Assert.Equal("\"service-requests\";q=3;w=60", acted.Header("RateLimit-Policy"));
            Assert.StartsWith($"\"service-requests\";r={left};t=", acted.Header("RateLimit"), StringComparison.Ordinal);
        }

        var over = (await service.Backend.SendAsync(Body, (OnBehalfOf, user.UserId))).ExpectError(429, "rate.limited");
        Assert.StartsWith("\"service-requests\";r=0;t=", over.Header("RateLimit"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(over.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 20);
        // Nothing was taken of the person's.
        Assert.StartsWith("\"sends\";r=11", (await user.SendAsync(Body)).Header("RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_WhenZero_ThenAreOff()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 0, requests: 0);
        var conversation = await service.NewConversationAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => conversation.SendAsync()));
    }

    [Fact]
    public async Task Limits_WhenABackendActsForTwoUsers_ThenCountForEach()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 2, requests: 0);
        var conversation = await service.NewConversationAsync();
        await conversation.SendAsync();

        // The sender's bucket is the same one, whoever acts and however the id is written; the target's is full.
        (await service.Backend.SendAsync(conversation.TextBody(), (OnBehalfOf, conversation.Sender.UserId))).ExpectError(429, "rate.limited");
        (await service.Backend.SendAsync(conversation.TextBody(), (OnBehalfOf, conversation.Sender.UserId.ToUpperInvariant()))).ExpectError(429, "rate.limited");
        (await service.Backend.SendAsync(conversation.TextBody(), (OnBehalfOf, conversation.Target.UserId))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Limits_WhenAPersonNamesAnother_ThenTheOthersShareIsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 2, requests: 0);
        var conversation = await service.NewConversationAsync();
        var intruder = await service.NewUserAsync();

        (await intruder.SendAsync(conversation.TextBody(), (OnBehalfOf, conversation.Target.UserId))).ExpectError(403, "auth.forbidden");
        (await intruder.SendAsync(conversation.TextBody(), (OnBehalfOf, conversation.Target.UserId))).ExpectError(403, "auth.forbidden");

        (await intruder.SendAsync(conversation.TextBody(), (OnBehalfOf, conversation.Target.UserId))).ExpectError(429, "rate.limited");
        (await conversation.Target.SendAsync(conversation.TextBody())).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Limits_WhenThereIsNoToken_ThenAreNobodys()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, sends: 1, requests: 1);

        for (var i = 0; i < 5; i++)
            (await service.Anonymous.SendAsync("{}")).ExpectError(401, "auth.required");
        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
    }

    private static Service Limited(TemporaryFolder folder, int sends, int requests) => new(new ServiceOptions(folder.Path)
    {
        Replace = services => services.AddStandingClock(),
        Settings = new Dictionary<string, string> { ["RateLimits:SendsPerMinute"] = $"{sends}", ["RateLimits:RequestsPerMinute"] = $"{requests}" },
    });
}
