using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Application.Ports.Messages;

namespace Allmine.Api.Tests.Messages;

public sealed class HistoryTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("", new[] { 5, 4, 3, 2, 1 }, false)]
    [InlineData("?limit=5", new[] { 5, 4, 3, 2, 1 }, false)]
    [InlineData("?limit=4", new[] { 5, 4, 3, 2 }, true)]
    [InlineData("?limit=1", new[] { 5 }, true)]
    [InlineData("?limit=100", new[] { 5, 4, 3, 2, 1 }, false)]
    [InlineData("?before=4", new[] { 3, 2, 1 }, false)]
    [InlineData("?before=4&limit=2", new[] { 3, 2 }, true)]
    [InlineData("?before=4&limit=3", new[] { 3, 2, 1 }, false)]
    [InlineData("?before=1", new int[0], false)]
    [InlineData("?before=9223372036854775807", new[] { 5, 4, 3, 2, 1 }, false)]
    [InlineData("?after=0", new[] { 1, 2, 3, 4, 5 }, false)]
    [InlineData("?after=0&limit=2", new[] { 1, 2 }, true)]
    [InlineData("?after=3&limit=2", new[] { 4, 5 }, false)]
    [InlineData("?after=5", new int[0], false)]
    [InlineData("?after=9223372036854775807", new int[0], false)]
    public async Task History_WhenReadByPages_ThenIsInTheOrderAndWithinTheBounds(string query, int[] sequences, bool hasMore)
    {
        var conversation = await service.NewConversationAsync();
        for (var i = 2; i <= 5; i++)
            await conversation.SendAsync($"message {i}");

        var page = (await conversation.Target.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}{query}")).Expect(HttpStatusCode.OK);

        Assert.Equal(["items", "hasMore"], page.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(sequences, page["items"].EnumerateArray().Select(item => item.GetProperty("sequence").GetInt32()));
        Assert.Equal(hasMore, page["hasMore"].GetBoolean());
    }

    [Fact]
    public async Task History_WhenNoLimitIsGiven_ThenIsTheDefault()
    {
        var conversation = await service.NewConversationAsync();
        await Task.WhenAll(Enumerable.Range(0, HistoryWindow.DefaultLimit).Select(_ => conversation.SendAsync()));

        var page = await conversation.Sender.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}");

        Assert.Equal(HistoryWindow.DefaultLimit, page["items"].GetArrayLength());
        Assert.True(page["hasMore"].GetBoolean());
    }

    [Fact]
    public async Task History_WhenRead_ThenItsItemsAreTheMessagesThemselves()
    {
        var conversation = await service.NewConversationAsync();
        var sent = await conversation.SendAsync();

        var page = await conversation.Target.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}?limit=1");

        Assert.Equal(sent.Text, page["items"][0].GetRawText());
    }

    [Theory]
    [InlineData("?limit=0", "validation.limit.range")]
    [InlineData("?limit=101", "validation.limit.range")]
    [InlineData("?limit=-1", "validation.limit.range")]
    [InlineData("?limit=2147483648", "validation.limit.range")]
    [InlineData("?limit=many", "validation.limit.format")]
    [InlineData("?limit=", "validation.limit.format")]
    [InlineData("?limit=5.0", "validation.limit.format")]
    [InlineData("?limit=%205", "validation.limit.format")]
    [InlineData("?limit=5&limit=6", "validation.limit.duplicate")]
    [InlineData("?before=0", "validation.before.range")]
    [InlineData("?before=-5", "validation.before.range")]
    [InlineData("?before=x", "validation.before.format")]
    [InlineData("?before=9223372036854775808", "validation.before.format")]
    [InlineData("?after=-1", "validation.after.range")]
    [InlineData("?after=0x10", "validation.after.format")]
    [InlineData("?before=5&after=1", "validation.before.range")]
    public async Task History_WhenTheWindowIsNone_ThenIsRefused(string query, string code)
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync($"/api/v2/messages/chat/{Tokens.NewId()}{query}")).ExpectError(400, code);
    }

    [Fact]
    public async Task History_WhenSeveralRulesAreBroken_ThenAllAreNamed()
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync("/api/v2/messages/chat/nonsense?before=0&limit=0"))
            .ExpectError(400, "validation.chatId.format", "validation.before.range", "validation.limit.range");
    }

    [Fact]
    public async Task History_WhenItIsOfOthers_ThenIsForbidden()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = await service.NewUserAsync();

        (await stranger.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}")).ExpectError(403, "chat.not_a_member");
    }

    [Fact]
    public async Task History_WhenThereIsNoSuchChat_ThenIsNotFound()
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync($"/api/v2/messages/chat/{Tokens.NewId()}")).ExpectError(404, "chat.not_found");
    }
}
