using Allmine.Application.Chats.MarkRead;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Chats.MarkRead;

public sealed class MarkReadTests
{
    private readonly Service service = new();

    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(1, 1, 2)]
    [InlineData(3, 3, 0)]
    [InlineData(4, 3, 0)]
    [InlineData(long.MaxValue, 3, 0)]
    public async Task MarkRead_WhenGivenANumber_ThenAnswersWhereTheMarkerStands(long sequence, long expected, long unread)
    {
        await SendAsync(3);

        Assert.Equal(new MarkReadResult(Samples.Team, expected, unread), await MarkAsync(Samples.Bob, sequence));

        Assert.Equal(expected, service.Store.Chat(Samples.Team)!.ReadUpTo(Samples.Bob));
    }

    [Fact]
    public async Task MarkRead_WhenFurtherBefore_ThenStays()
    {
        await SendAsync(3);
        await MarkAsync(Samples.Bob, 2);

        Assert.Equal(new MarkReadResult(Samples.Team, 2, 1), await MarkAsync(Samples.Bob, 1));
    }

    [Fact]
    public async Task MarkRead_WhenTheCallerSentTheLastMessage_ThenAllIsRead()
    {
        await SendAsync(3);

        Assert.Equal(new MarkReadResult(Samples.Team, 3, 0), await MarkAsync(Samples.Ada, 1));
    }

    [Theory]
    [InlineData("64d15f9e2e6c8f4d5a123456", null, "validation.sequence.required")]
    [InlineData("64d15f9e2e6c8f4d5a123456", -1L, "validation.sequence.range")]
    [InlineData("64d15f9e2e6c8f4d5a12345", 1L, "validation.chatId.format")]
    [InlineData("64d15f9e2e6c8f4d5a999999", 1L, "chat.not_found")]
    public async Task MarkRead_WhenTheRequestIsWrong_ThenIsRefused(string chatId, long? sequence, string code) =>
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new MarkReadCommand(chatId, sequence)));

    [Fact]
    public async Task MarkRead_WhenTheCallerMayNot_ThenIsRefused()
    {
        var command = new MarkReadCommand(Samples.Team.ToString(), 1);

        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), command));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), command));
    }

    private Task<MarkReadResult> MarkAsync(Id<User> user, long sequence) =>
        service.SendAsync(Callers.Person(user), new MarkReadCommand(Samples.Team.ToString(), sequence));

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await service.SendAsync(Callers.Person(Samples.Ada), new SendMessageCommand("text", Samples.Team.ToString(), null, "Hello", null, null, null, null, false));
    }
}
