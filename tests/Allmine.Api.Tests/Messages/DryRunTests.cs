using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Messages;

public sealed class DryRunTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/messages?dryRun=true";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task DryRun_WhenAllIsWell_ThenShowsTheMessageAndWritesNothing()
    {
        var conversation = await service.NewConversationAsync();
        var before = await conversation.HistoryAsync();

        var rehearsed = (await conversation.Sender.PostAsync(Path, conversation.TextBody())).Expect(HttpStatusCode.OK);

        Assert.Equal(JsonValueKind.Null, rehearsed["_id"].ValueKind);
        Assert.Equal(2, rehearsed["sequence"].GetInt64());
        Assert.Equal("Hello there!", rehearsed["content"].GetString());
        Assert.Null(rehearsed.Header("Location"));
        Assert.Equal(before, await conversation.HistoryAsync());
        Assert.Equal(2, (await conversation.SendAsync())["sequence"].GetInt64());
    }

    [Fact]
    public async Task DryRun_WhenThereIsNoDirectChatYet_ThenMakesNone()
    {
        var (one, other) = (await service.NewUserAsync(), await service.NewUserAsync());
        var body = $$"""{ "type": "text", "targetUserId": "{{other.UserId}}", "content": "x" }""";

        var rehearsed = (await one.PostAsync(Path, body)).Expect(HttpStatusCode.OK);

        (await one.GetAsync($"/api/v2/messages/chat/{rehearsed["chatId"]}")).ExpectError(404, "chat.not_found");
        Assert.Equal(1, (await one.SendAsync(body)).Expect(HttpStatusCode.Created)["sequence"].GetInt64());
    }

    [Fact]
    public async Task DryRun_WhenItHasAKey_ThenNeitherReadsNorWritesIt()
    {
        var conversation = await service.NewConversationAsync();
        var used = ("Idempotency-Key", "used");
        var unused = ("Idempotency-Key", "unused");
        await conversation.SendAsync("sent", used);

        // A used key neither replays nor refuses …
        var rehearsed = (await conversation.Sender.PostAsync(Path, conversation.TextBody("other"), used)).Expect(HttpStatusCode.OK);
        Assert.Equal("other", rehearsed["content"].GetString());
        Assert.Null(rehearsed.Header("Idempotent-Replayed"));

        // … and a fresh one stays fresh.
        (await conversation.Sender.PostAsync(Path, conversation.TextBody("rehearsed"), unused)).Expect(HttpStatusCode.OK);
        Assert.Equal("unknown", (await conversation.Sender.GetAsync("/api/v2/messages/outcome", unused))["status"].GetString());
        var sent = await conversation.SendAsync("not what was rehearsed", unused);
        Assert.Null(sent.Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task DryRun_WhenTheSendWouldBeRefused_ThenIsRefusedAlike()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = await service.NewUserAsync();

        (await stranger.PostAsync(Path, conversation.TextBody())).ExpectError(403, "chat.not_a_member");
        (await conversation.Sender.PostAsync(Path, conversation.TextBody(" "))).ExpectError(400, "validation.content.blank");
        (await stranger.PostAsync(Path, $$"""{ "type": "text", "chatId": "{{Tokens.NewId()}}", "content": "x" }"""))
            .ExpectError(404, "chat.not_found");
        (await stranger.PostAsync(Path, $$"""{ "type": "text", "targetUserId": "{{Tokens.NewId()}}", "content": "x" }"""))
            .ExpectError(404, "user.not_found");
        (await stranger.PostAsync(Path, $$"""{ "type": "text", "targetUserId": "{{conversation.Target.UserId}}", "content": "x", "file": "f" }"""))
            .ExpectError(404, "media.not_found");
    }

    [Fact]
    public async Task DryRun_WhenFalse_ThenSends()
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.PostAsync("/api/v2/messages?dryRun=false", conversation.TextBody())).Expect(HttpStatusCode.Created);

        Assert.Equal(2, await conversation.CountAsync());
    }

    [Theory]
    [InlineData("True")]
    [InlineData("FALSE")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("%20true")]
    public async Task DryRun_WhenNeitherTrueNorFalse_ThenIsRefusedAndNothingIsSent(string value)
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.PostAsync($"/api/v2/messages?dryRun={value}", conversation.TextBody()))
            .ExpectError(400, "validation.dryRun.allowed_values");

        Assert.Equal(1, await conversation.CountAsync());
    }
}
