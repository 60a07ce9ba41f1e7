using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Ports.Idempotency;

namespace Allmine.Api.Tests.Messages;

public sealed class IdempotencyTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotent-Replayed";

    private static readonly (string Name, string Value) Key = (KeyHeader, "a-key");

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Key_WhenUsedAgainWithTheSameBody_ThenReplaysTheFirstAnswer()
    {
        var conversation = await service.NewConversationAsync();
        var first = await conversation.SendAsync("x", Key);
        // Whatever has happened since: the answer is the one of then.
        (await conversation.Target.SendAsync(conversation.TextBody("answer"))).Expect(HttpStatusCode.Created);

        var second = await conversation.SendAsync("x", Key);

        Assert.Null(first.Header(ReplayedHeader));
        Assert.Equal("true", second.Header(ReplayedHeader));
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(3, await conversation.CountAsync());
    }

    [Fact]
    public async Task Key_WhenOnlyOrderWhiteSpaceEscapesAndCaseOfIdsDiffer_ThenReplays()
    {
        var conversation = await service.NewConversationAsync();
        var first = await conversation.SendAsync("Hello", Key);

        var body =
            $"\n {{ \"content\" : \"\\u0048ello\",\r\n\t\"file\":null, \"chatId\":\"{conversation.ChatId.ToUpperInvariant()}\" , \"type\":\"text\" }} ";
        var second = (await conversation.Sender.SendAsync(body, Key)).Expect(HttpStatusCode.Created);

        Assert.Equal("true", second.Header(ReplayedHeader));
        Assert.Equal(first.Body, second.Body);
    }

    [Theory]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "other" }""")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "hello " }""")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "targetUserId": "TARGET", "content": "hello" }""")]
    [InlineData("""{ "type": "text", "targetUserId": "TARGET", "content": "hello" }""")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "hello", "file": "a.jpg" }""")]
    public async Task Key_WhenUsedForAnotherBody_ThenIsAConflict(string body)
    {
        var conversation = await service.NewConversationAsync();
        await conversation.SendAsync("hello", Key);
        body = body.Replace("CHAT", conversation.ChatId, StringComparison.Ordinal)
            .Replace("TARGET", conversation.Target.UserId, StringComparison.Ordinal);

        (await conversation.Sender.SendAsync(body, Key)).ExpectError(409, "idempotency.key_reused");

        Assert.Equal(2, await conversation.CountAsync());
    }

    [Fact]
    public async Task Key_WhenAnotherUserHasUsedIt_ThenIsIndependent()
    {
        var conversation = await service.NewConversationAsync();
        var first = await conversation.SendAsync("x", Key);

        var second = (await conversation.Target.SendAsync(conversation.TextBody("x"), Key)).Expect(HttpStatusCode.Created);

        Assert.Null(second.Header(ReplayedHeader));
        Assert.NotEqual(first["_id"].GetString(), second["_id"].GetString());
    }

    [Fact]
    public async Task Key_WhenABackendUsesItForTheSameUser_ThenIsTheSameKey()
    {
        var conversation = await service.NewConversationAsync();
        var first = await conversation.SendAsync("x", Key);

        var second = await service.Backend.SendAsync(conversation.TextBody("x"), Key, ("X-On-Behalf-Of", conversation.Sender.UserId));

        Assert.Equal("true", second.Expect(HttpStatusCode.Created).Header(ReplayedHeader));
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task Key_WhenUsedFiftyTimesAtOnce_ThenHasOneEffectAndOneAnswer()
    {
        var conversation = await service.NewConversationAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => conversation.SendAsync("x", Key)));

        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Equal(49, replies.Count(reply => reply.Header(ReplayedHeader) == "true"));
        Assert.Equal(2, await conversation.CountAsync());
    }

    [Fact]
    public async Task Key_WhenFiftyAtOnceHaveTwoBodies_ThenOneBodyWins()
    {
        var conversation = await service.NewConversationAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => conversation.Sender.SendAsync(conversation.TextBody($"body {i % 2}"), Key)));

        Assert.Equal(25, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply => reply.ExpectError(409, "idempotency.key_reused"));
        Assert.Equal(2, await conversation.CountAsync());
    }

    [Fact]
    public async Task Key_WhenTheServiceWasRestartedSince_ThenReplays()
    {
        using var folder = new TemporaryFolder();
        Conversation conversation;
        Reply first;
        await using (var before = new Service(new ServiceOptions(folder.Path)))
        {
            conversation = await before.NewConversationAsync();
            first = await conversation.SendAsync("x", Key);
        }

        await using var after = new Service(new ServiceOptions(folder.Path));
        conversation = conversation with { Sender = after.User(conversation.Sender.UserId), Target = after.User(conversation.Target.UserId) };

        var second = await conversation.SendAsync("x", Key);

        Assert.Equal("true", second.Header(ReplayedHeader));
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(2, await conversation.CountAsync());
        (await conversation.Sender.SendAsync(conversation.TextBody("other"), Key)).ExpectError(409, "idempotency.key_reused");
    }

    [Fact]
    public async Task Key_WhenTheSendWasRefused_ThenIsStillFree()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = await service.NewUserAsync();
        (await stranger.SendAsync(conversation.TextBody(), Key)).ExpectError(403, "chat.not_a_member");
        (await stranger.SendAsync(conversation.TextBody(" "), Key)).ExpectError(400, "validation.content.blank");
        (await stranger.SendAsync("{", Key)).ExpectError(400, "body.malformed");
        Assert.Equal("unknown", (await stranger.GetAsync("/api/v2/messages/outcome", Key))["status"].GetString());

        var sent = await stranger.SendAsync($$"""{ "type": "text", "targetUserId": "{{conversation.Target.UserId}}", "content": "x" }""", Key);

        Assert.Null(sent.Expect(HttpStatusCode.Created).Header(ReplayedHeader));
    }

    [Fact]
    public async Task Key_WhenEmpty_ThenCountsAsAbsent()
    {
        var conversation = await service.NewConversationAsync();

        var first = await conversation.SendAsync("x", (KeyHeader, ""));
        var second = await conversation.SendAsync("x", (KeyHeader, ""));

        Assert.Null(second.Header(ReplayedHeader));
        Assert.NotEqual(first["_id"].GetString(), second["_id"].GetString());
    }

    [Fact]
    public async Task Key_WhenOfTheGreatestLength_ThenServes()
    {
        var conversation = await service.NewConversationAsync();
        var longest = (KeyHeader, new string('~', IdempotencyKeyRules.MaxLength));
        await conversation.SendAsync("x", longest);

        Assert.Equal("true", (await conversation.SendAsync("x", longest)).Header(ReplayedHeader));
    }

    [Theory]
    [InlineData(256, "k")]
    [InlineData(1, "ğ")]
    [InlineData(1, "two words")]
    [InlineData(1, "\u007f")]
    public async Task Key_WhenNotOfItsForm_ThenIsRefusedAndNothingIsSent(int times, string part)
    {
        var conversation = await service.NewConversationAsync();
        var key = string.Concat(Enumerable.Repeat(part, times));

        (await conversation.Sender.SendAsync(conversation.TextBody(), (KeyHeader, key))).ExpectError(400, "validation.idempotencyKey.format");

        Assert.Equal(1, await conversation.CountAsync());
    }
}
