using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Events;

public sealed class EventsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Listen_WhenOpened_ThenAnswersAtOnceWithABlockThatHasAnId()
    {
        var user = await service.NewUserAsync();

        await using var stream = await EventListening.OpenAsync(service, user.UserId);

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.True(stream.Response.Headers.CacheControl!.NoStore);
        var first = (await stream.NextAsync())!;
        Assert.Matches("^[0-9A-Za-z._-]+$", first.Id);
        Assert.Equal("2000", first.Retry);
        Assert.Null(first.Name);
    }

    [Fact]
    public async Task Listen_WhenAMessageIsSent_ThenBothMembersGetItAsItsSenderDidAndNobodyElse()
    {
        var conversation = await service.NewToldConversationAsync();
        var other = await service.NewToldConversationAsync();
        await using var sender = await EventListening.OpenAsync(service, conversation.Sender.UserId);
        await using var target = await EventListening.OpenAsync(service, conversation.Target.UserId);
        await using var stranger = await EventListening.OpenAsync(service, other.Sender.UserId);

        var sent = await conversation.SendAsync("Merhaba\nlar");
        await other.SendAsync("of the others");

        foreach (var member in new[] { sender, target })
        {
            var block = await member.NextEventAsync();
            Assert.Equal("message.created", block.Name);
            Assert.Equal(sent.Text, block.Data);
            Assert.NotNull(block.Id);
        }

        Assert.Equal("of the others", (await stranger.NextEventAsync()).Json.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Listen_WhenSomebodyReads_ThenTheMembersAreToldHowFar()
    {
        var conversation = await service.NewToldConversationAsync();
        await using var earlier = await EventListening.OpenAsync(service, conversation.Sender.UserId);
        await conversation.SendAsync();
        // The node has come to the second message then: who listens from now on is not told of it.
        while (!(await earlier.NextEventAsync()).Data!.Contains("\"sequence\":2", StringComparison.Ordinal))
        {
        }

        await using var sender = await EventListening.OpenAsync(service, conversation.Sender.UserId);
        await using var target = await EventListening.OpenAsync(service, conversation.Target.UserId);

        await conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/read", """{ "sequence": 2 }""");

        foreach (var member in new[] { sender, target })
        {
            var block = await member.NextEventAsync();
            Assert.Equal("message.read", block.Name);
            Assert.Equal($$"""{"chatId":"{{conversation.ChatId}}","userId":"{{conversation.Target.UserId}}","sequence":2}""", block.Data);
        }
    }

    [Fact]
    public async Task Listen_WhenCreditsMove_ThenEachIsToldOfTheirOwnBalanceAlone()
    {
        var conversation = await service.NewToldConversationAsync();
        await using var sender = await EventListening.OpenAsync(service, conversation.Sender.UserId);
        await using var target = await EventListening.OpenAsync(service, conversation.Target.UserId);

        (await service.Backend.PostAsync($"/api/v2/users/{conversation.Sender.UserId}/credits", """{ "amount": 100 }""", ("Idempotency-Key", Tokens.NewId())))
            .Expect(HttpStatusCode.Created);
        Assert.Equal(("credits.changed", """{"balance":100}"""), await NameAndDataAsync(sender));
        (await conversation.Sender.SendAsync(
            $$"""{ "type": "credit_transfer", "chatId": "{{conversation.ChatId}}", "creditTransfer": { "amount": 25 } }""", ("Idempotency-Key", Tokens.NewId())))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(["""credits.changed {"balance":75}""", "message.created 25"], await TwoAsync(sender));
        Assert.Equal(["""credits.changed {"balance":25}""", "message.created 25"], await TwoAsync(target));
    }

    [Fact]
    public async Task Listen_WhenGoneOnFromTheLastId_ThenGetsWhatCameMeanwhileAndNothingTwice()
    {
        var conversation = await service.NewToldConversationAsync();
        string lastId;
        await using (var first = await EventListening.OpenAsync(service, conversation.Target.UserId))
        {
            await conversation.SendAsync("1");
            Assert.Equal("1", await ContentAsync(first));
            lastId = first.LastId!;
        }

        await conversation.SendAsync("2");
        await conversation.SendAsync("3");
        await using var second = await EventListening.OpenAsync(service, conversation.Target.UserId, lastId);
        await conversation.SendAsync("4");

        Assert.Equal(["2", "3", "4"], [await ContentAsync(second), await ContentAsync(second), await ContentAsync(second)]);
    }

    [Fact]
    public async Task Listen_WhenCutBeforeTheFirstEvent_ThenGoesOnFromTheFirstId()
    {
        var conversation = await service.NewToldConversationAsync();
        string lastId;
        await using (var first = await EventListening.OpenAsync(service, conversation.Target.UserId))
            lastId = (await first.NextAsync())!.Id!;
        await conversation.SendAsync("meanwhile");

        await using var second = await EventListening.OpenAsync(service, conversation.Target.UserId, lastId);

        Assert.Equal("meanwhile", await ContentAsync(second));
    }

    [Fact]
    public async Task Listen_WhenTheServiceWasStartedAnew_ThenGoesOn()
    {
        using var folder = new TemporaryFolder();
        string user, chat, lastId;
        await using (var before = new Service(new ServiceOptions(folder.Path)))
        {
            var conversation = await before.NewToldConversationAsync();
            (user, chat) = (conversation.Target.UserId, conversation.ChatId);
            await using var stream = await EventListening.OpenAsync(before, user);
            lastId = (await stream.NextAsync())!.Id!;
            await conversation.SendAsync("missed");
        }

        await using var after = new Service(new ServiceOptions(folder.Path));
        await using var again = await EventListening.OpenAsync(after, user, lastId);
        (await after.User(user).SendAsync($$"""{ "type": "text", "chatId": "{{chat}}", "content": "new" }""")).Expect(HttpStatusCode.Created);

        Assert.Equal(["missed", "new"], [await ContentAsync(again), await ContentAsync(again)]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0000000000000000000000000000002a")]
    public async Task Listen_WhenTheLastIdIsNone_ThenResetOnceAndThenWhatComes(string lastEventId)
    {
        var conversation = await service.NewToldConversationAsync();
        await using var stream = await EventListening.OpenAsync(service, conversation.Target.UserId, lastEventId);

        var reset = await stream.NextEventAsync();
        await conversation.SendAsync("after");

        Assert.Equal(("reset", "{}"), (reset.Name, reset.Data));
        Assert.NotNull(reset.Id);
        Assert.Equal("after", await ContentAsync(stream));
    }

    [Fact]
    public async Task Listen_WhenABackendActsForAUser_ThenGetsThatUsersEvents()
    {
        var conversation = await service.NewToldConversationAsync();
        var onBehalfOf = ("X-On-Behalf-Of", conversation.Target.UserId);
        string lastId;
        await using (var first = await EventListening.OpenAsync(service.Address, Tokens.ForService(), null, onBehalfOf))
            lastId = (await first.NextAsync())!.Id!;
        await conversation.SendAsync("for the backend");

        await using var second = await EventListening.OpenAsync(service.Address, Tokens.ForService(), lastId, onBehalfOf);

        Assert.Equal("for the backend", await ContentAsync(second));
    }

    [Fact]
    public async Task Listen_WhenTheCallerMayNot_ThenIsAnsweredWithTheEnvelope()
    {
        (await service.Anonymous.GetAsync(EventListening.Path)).ExpectError(401, "auth.required");
        (await service.Backend.GetAsync(EventListening.Path)).ExpectError(403, "auth.forbidden");
        (await service.User(Tokens.NewId()).GetAsync(EventListening.Path)).ExpectError(403, "auth.forbidden");
    }

    /// <summary>The second time the token is one that was checked before.</summary>
    [Fact]
    public async Task Listen_WhenTheTokenExpires_ThenTheStreamEndsInGoodOrder()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var folder = new TemporaryFolder();
        await using var own = new Service(new ServiceOptions(folder.Path) { Replace = services => services.AddSingleton<TimeProvider>(time) });
        var user = await own.NewUserAsync();
        var token = new TokenParts { Subject = user.UserId, ExpiresIn = TimeSpan.FromMinutes(10) }.Sign();

        await using var first = await EventListening.OpenAsync(own.Address, token);
        await using var second = await EventListening.OpenAsync(own.Address, token);
        await using var lasting = await EventListening.OpenAsync(own, user.UserId);
        foreach (var stream in new[] { first, second, lasting })
            Assert.NotNull((await stream.NextAsync())!.Id);
        // A minute more: the clock of the tokens has gone on since that of the service was set.
        time.Advance(TimeSpan.FromMinutes(11));

        await ExpectEndAsync(first);
        await ExpectEndAsync(second);
        (await (await own.NewUserAsync()).SendAsync($$"""{ "type": "text", "targetUserId": "{{user.UserId}}", "content": "x" }""")).Expect(HttpStatusCode.Created);
        Assert.Equal("chat.created", (await lasting.NextEventAsync()).Name);
        Assert.Equal("message.created", (await lasting.NextEventAsync()).Name);
    }

    [Fact]
    public async Task Listen_WhenOneUserHasTooManyStreams_ThenTheNextIsRefused()
    {
        var user = await service.NewUserAsync();
        var streams = new List<EventListening>();
        for (var i = 0; i < 32; i++)
            streams.Add(await EventListening.OpenAsync(service, user.UserId));

        var refused = (await user.GetAsync(EventListening.Path)).ExpectError(429, "rate.limited");

        Assert.Equal("2", refused.Header("Retry-After"));
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task Listen_WhenTheBucketOfRequestsIsEmpty_ThenIsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var limited = new Service(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["RateLimits:RequestsPerMinute"] = "2" } });
        var user = await limited.NewUserAsync();
        for (var i = 0; i < 2; i++)
            await (await EventListening.OpenAsync(limited, user.UserId)).DisposeAsync();

        (await user.GetAsync(EventListening.Path)).ExpectError(429, "rate.limited");
    }

    private static async Task<string> ContentAsync(EventListening stream) => (await stream.NextEventAsync()).Json.GetProperty("content").GetString()!;

    private static async Task<(string? Name, string? Data)> NameAndDataAsync(EventListening stream)
    {
        var block = await stream.NextEventAsync();
        return (block.Name, block.Data);
    }

    /// <summary>The next two events, which one commit led to, by name.</summary>
    private static async Task<IEnumerable<string>> TwoAsync(EventListening stream)
    {
        EventBlock[] blocks = [await stream.NextEventAsync(), await stream.NextEventAsync()];
        return blocks
            .Select(block => block.Name == "message.created" ? $"{block.Name} {block.Json.GetProperty("creditTransfer").GetProperty("amount")}" : $"{block.Name} {block.Data}")
            .Order(StringComparer.Ordinal);
    }

    /// <summary>After nothing but signs of life.</summary>
    private static async Task ExpectEndAsync(EventListening stream)
    {
        while (await stream.NextAsync() is { } block)
            Assert.Null(block.Name);
    }
}
