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
        Settings = new Dictionary<string, string> { ["RateLimits:SendsPerMinute"] = $"{sends}", ["RateLimits:RequestsPerMinute"] = $"{requests}" },
    });
}
