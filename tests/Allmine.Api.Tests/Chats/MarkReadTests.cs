using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Chats;

public sealed class MarkReadTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("0", 0, 3)]
    [InlineData("2", 2, 1)]
    [InlineData("3", 3, 0)]
    [InlineData("4", 3, 0)]
    [InlineData("9223372036854775807", 3, 0)]
    public async Task MarkRead_WhenGivenANumber_ThenAnswersWhereTheMarkerStands(string sequence, int expected, int unread)
    {
        var conversation = await ThreeMessagesAsync();

        var reply = await MarkAsync(conversation.Target, conversation.ChatId, sequence);

        Assert.Equal($$"""{"chatId":"{{conversation.ChatId}}","sequence":{{expected}},"unreadCount":{{unread}}}""", reply.Expect(HttpStatusCode.OK).Text);
        Assert.Equal(unread, (await conversation.Target.GetAsync("/api/v2/chats"))["items"][0].GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task MarkRead_WhenFurtherBefore_ThenStaysAndTheOthersSeeIt()
    {
        var conversation = await ThreeMessagesAsync();
        await MarkAsync(conversation.Target, conversation.ChatId, "2");

        var reply = await MarkAsync(conversation.Target, conversation.ChatId, "1");

        Assert.Equal((2, 1), (reply["sequence"].GetInt32(), reply["unreadCount"].GetInt32()));
        var history = await conversation.Sender.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}?after=0");
        Assert.Equal([1, 1, 0], history["items"].EnumerateArray().Select(message => message.GetProperty("readBy").GetArrayLength()));
        Assert.Equal(conversation.Target.UserId, history["items"][0].GetProperty("readBy")[0].GetString());
        var second = history["items"][1].GetProperty("_id").GetString();
        Assert.Equal(1, (await conversation.Sender.GetAsync($"/api/v2/messages/{second}"))["readBy"].GetArrayLength());
    }

    [Fact]
    public async Task Send_WhenThereWereUnreadMessages_ThenTheyCountAsReadByTheSender()
    {
        var conversation = await ThreeMessagesAsync();

        (await conversation.Target.SendAsync(conversation.TextBody("answer"))).Expect(HttpStatusCode.Created);

        Assert.Equal(0, (await conversation.Target.GetAsync("/api/v2/chats"))["items"][0].GetProperty("unreadCount").GetInt32());
        Assert.Equal(1, (await conversation.Sender.GetAsync("/api/v2/chats"))["items"][0].GetProperty("unreadCount").GetInt32());
        var history = await conversation.Sender.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}?after=0");
        // Not by the sender of each, and the answer by nobody yet.
        Assert.Equal([1, 1, 1, 0], history["items"].EnumerateArray().Select(message => message.GetProperty("readBy").GetArrayLength()));
    }

    [Theory]
    [InlineData("{ }", "validation.sequence.required")]
    [InlineData("""{ "sequence": null }""", "validation.sequence.required")]
    [InlineData("""{ "sequence": -1 }""", "validation.sequence.range")]
    [InlineData("""{ "sequence": 9223372036854775808 }""", "validation.sequence.range")]
    [InlineData("""{ "sequence": "3" }""", "validation.sequence.wrong_type")]
    [InlineData("""{ "sequence": 1.0 }""", "validation.sequence.wrong_type")]
    [InlineData("""{ "sequence": 1, "userId": "64d15f9e2e6c8f4d5a654321" }""", "validation.userId.unknown")]
    [InlineData("""{ "sequence": 1, "sequence": 2 }""", "validation.sequence.duplicate")]
    [InlineData("3", "body.malformed")]
    public async Task MarkRead_WhenTheBodyIsWrong_ThenIsRefusedAndNothingChanges(string body, string code)
    {
        var conversation = await ThreeMessagesAsync();

        (await conversation.Target.PostAsync(PathOf(conversation.ChatId), body)).ExpectError(400, code);

        Assert.Equal(3, (await conversation.Target.GetAsync("/api/v2/chats"))["items"][0].GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task MarkRead_WhenTheChatIsNotTheCallers_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = await service.NewUserAsync();

        (await MarkAsync(stranger, conversation.ChatId, "1")).ExpectError(403, "chat.not_a_member");
        (await MarkAsync(stranger, Tokens.NewId(), "1")).ExpectError(404, "chat.not_found");
        (await MarkAsync(stranger, "chat", "1")).ExpectError(400, "validation.chatId.format");
        (await MarkAsync(service.Anonymous, conversation.ChatId, "1")).ExpectError(401, "auth.required");
        (await MarkAsync(service.Backend, conversation.ChatId, "1")).ExpectError(403, "auth.forbidden");
    }

    private static string PathOf(string chatId) => $"/api/v2/messages/chat/{chatId}/read";

    private static Task<Reply> MarkAsync(Caller reader, string chatId, string sequence) =>
        reader.PostAsync(PathOf(chatId), $$"""{ "sequence": {{sequence}} }""");

    private async Task<Conversation> ThreeMessagesAsync()
    {
        var conversation = await service.NewConversationAsync();
        await conversation.SendAsync("second");
        await conversation.SendAsync("third");
        return conversation;
    }
}
