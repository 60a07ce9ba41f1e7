using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Messages;

public sealed class SendMessageTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Send_WhenToAChat_ThenIsItsNextMessage()
    {
        var conversation = await service.NewConversationAsync();

        var second = await conversation.SendAsync("second");
        var third = (await conversation.Target.SendAsync(conversation.TextBody("third"))).Expect(HttpStatusCode.Created);

        Assert.Equal((2, 3), (second["sequence"].GetInt64(), third["sequence"].GetInt64()));
        Assert.Equal(conversation.Sender.UserId, second["senderId"].GetString());
        Assert.Equal(conversation.Target.UserId, third["senderId"].GetString());
        Assert.Equal(3, await conversation.CountAsync());
    }

    [Fact]
    public async Task Send_WhenToAPersonWithoutAChat_ThenMakesTheDirectChatThatEitherSideFindsAgain()
    {
        var (one, other) = (await service.NewUserAsync(), await service.NewUserAsync());

        var first = (await one.SendAsync(ToUser(other))).Expect(HttpStatusCode.Created);
        var second = (await one.SendAsync(ToUser(other))).Expect(HttpStatusCode.Created);
        var answer = (await other.SendAsync(ToUser(one))).Expect(HttpStatusCode.Created);

        Assert.Equal(1, first["sequence"].GetInt64());
        Assert.Equal(2, second["sequence"].GetInt64());
        Assert.Equal(3, answer["sequence"].GetInt64());
        Assert.Equal(first["chatId"].GetString(), second["chatId"].GetString());
        Assert.Equal(first["chatId"].GetString(), answer["chatId"].GetString());
    }

    [Fact]
    public async Task Send_WhenManyWriteToOnePersonForTheFirstTimeAtOnce_ThenThereIsOneChatWithoutGaps()
    {
        var (one, other) = (await service.NewUserAsync(), await service.NewUserAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? one.SendAsync(ToUser(other)) : other.SendAsync(ToUser(one))));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.Created)["chatId"].GetString()).Distinct());
        Assert.Equal(Enumerable.Range(1, 20), replies.Select(reply => reply["sequence"].GetInt32()).Order());
    }

    [Fact]
    public async Task Send_WhenChatAndPersonAreNamed_ThenGoesToTheChat()
    {
        var conversation = await service.NewConversationAsync();

        var sent = await conversation.Sender.SendAsync(ToBoth(conversation.ChatId, conversation.Target.UserId));

        Assert.Equal(conversation.ChatId, sent.Expect(HttpStatusCode.Created)["chatId"].GetString());
    }

    [Fact]
    public async Task Send_WhenIdsAreInUpperCase_ThenMeansTheSameChat()
    {
        var conversation = await service.NewConversationAsync();

        var sent = await conversation.Sender.SendAsync(
            ToBoth(conversation.ChatId.ToUpperInvariant(), conversation.Target.UserId.ToUpperInvariant()));

        Assert.Equal(conversation.ChatId, sent.Expect(HttpStatusCode.Created)["chatId"].GetString());
    }

    [Fact]
    public async Task Send_WhenThePersonIsNotInTheChat_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = await service.NewUserAsync();
        var before = await conversation.HistoryAsync();

        (await conversation.Sender.SendAsync(ToBoth(conversation.ChatId, stranger.UserId)))
            .ExpectError(400, "validation.targetUserId.not_a_member");

        Assert.Equal(before, await conversation.HistoryAsync());
    }

    [Fact]
    public async Task Send_WhenToOneself_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.SendAsync(ToUser(conversation.Sender))).ExpectError(400, "validation.targetUserId.self");
        (await conversation.Sender.SendAsync(ToBoth(conversation.ChatId, conversation.Sender.UserId)))
            .ExpectError(400, "validation.targetUserId.self");

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Fact]
    public async Task Send_WhenThereIsNoSuchChat_ThenIsNotFound()
    {
        var user = await service.NewUserAsync();

        (await user.SendAsync(ToChat(Tokens.NewId()))).ExpectError(404, "chat.not_found");
    }

    [Fact]
    public async Task Send_WhenThereIsNoSuchPerson_ThenIsNotFound()
    {
        var user = await service.NewUserAsync();

        (await user.SendAsync(ToUser(service.User(Tokens.NewId())))).ExpectError(404, "user.not_found");
    }

    [Fact]
    public async Task Send_WhenToAChatOfOthers_ThenIsForbidden()
    {
        var conversation = await service.NewConversationAsync();
        var stranger = await service.NewUserAsync();

        (await stranger.SendAsync(ToChat(conversation.ChatId))).ExpectError(403, "chat.not_a_member");

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Fact]
    public async Task Send_WhenToAGroup_ThenEveryMemberMayWriteAndBeAddressed()
    {
        var members = new[] { await service.NewUserAsync(), await service.NewUserAsync(), await service.NewUserAsync() };
        var group = await NewGroupAsync(members);

        for (var i = 0; i < members.Length; i++)
        {
            var sent = await members[i].SendAsync(ToBoth(group, members[(i + 1) % 3].UserId));
            Assert.Equal(i + 1, sent.Expect(HttpStatusCode.Created)["sequence"].GetInt64());
        }
    }

    [Theory]
    [InlineData("profile-photo.jpg")]
    [InlineData("64d15f9e2e6c8f4d5a000000")]
    public async Task Send_WhenTheFileIsNobodysOrSomebodyElses_ThenIsNotFound(string file)
    {
        var conversation = await service.NewConversationAsync();

        (await conversation.Sender.SendAsync($$"""{ "type": "text", "chatId": "{{conversation.ChatId}}", "content": "x", "file": "{{file}}" }"""))
            .ExpectError(404, "media.not_found");

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Theory]
    [InlineData("  white space at both ends \n")]
    [InlineData("<script>alert('&amp;\"')</script>")]
    [InlineData("İstanbul'da çay \U0001F375 ­\u200D \u2028 \u0001 \\u0041")]
    public async Task Content_WhenUnusual_ThenIsReturnedAsItWasSent(string content)
    {
        var conversation = await service.NewConversationAsync();

        var sent = await conversation.SendAsync(content);

        Assert.Equal(content, sent["content"].GetString());
        var read = await conversation.Target.GetAsync(sent.Header("Location")!);
        Assert.Equal(content, read["content"].GetString());
    }

    [Fact]
    public async Task Send_WhenABackendActsForAUser_ThenTheUserIsTheSender()
    {
        var conversation = await service.NewConversationAsync();

        var sent = await service.Backend.SendAsync(conversation.TextBody(), ("X-On-Behalf-Of", conversation.Sender.UserId.ToUpperInvariant()));

        Assert.Equal(conversation.Sender.UserId, sent.Expect(HttpStatusCode.Created)["senderId"].GetString());
    }

    [Fact]
    public async Task Send_WhenTheCallerAsksForSomethingElseThanJson_ThenAnswersJsonAllTheSame()
    {
        var conversation = await service.NewConversationAsync();

        var sent = await conversation.SendAsync("x", ("Accept", "text/html, application/xml;q=0.9"));

        Assert.Equal("application/json; charset=utf-8", sent.Header("Content-Type"));
    }

    private async Task<string> NewGroupAsync(Caller[] members)
    {
        var id = Tokens.NewId();
        var at = new DateTime(2026, 1, 15, 0, 0, 0, DateTimeKind.Utc);
        var group = Chat.Group(Id<Chat>.Parse(id), "group", members.Select(member => Id<User>.Parse(member.UserId)), at);
        Assert.True(await service.Services.GetRequiredService<IChatRepository>().AddAsync(group, CancellationToken.None));
        return id;
    }

    private static string ToChat(string chatId) => Body(("chatId", chatId));

    private static string ToUser(Caller user) => Body(("targetUserId", user.UserId));

    private static string ToBoth(string chatId, string userId) => Body(("chatId", chatId), ("targetUserId", userId));

    private static string Body(params (string Name, string Value)[] fields) =>
        JsonSerializer.Serialize(fields.Append(("type", "text")).Append(("content", "hello")).ToDictionary());
}
