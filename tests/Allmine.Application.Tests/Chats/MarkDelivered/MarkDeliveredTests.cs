using Allmine.Application.Chats.MarkDelivered;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Chats.MarkDelivered;

public sealed class MarkDeliveredTests
{
    private readonly Service service = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(long.MaxValue, 3)]
    public async Task MarkDelivered_WhenGivenANumber_ThenAnswersWhereTheMarkerStands(long sequence, long expected)
    {
        await SendAsync(3);

        Assert.Equal(new MarkDeliveredResult(Samples.Team, expected), await MarkAsync(sequence));

        Assert.Equal((expected, 0L), (service.Store.Chat(Samples.Team)!.DeliveredUpTo(Samples.Bob), service.Store.Chat(Samples.Team)!.ReadUpTo(Samples.Bob)));
    }

    [Fact]
    public async Task MarkDelivered_WhenFurtherBeforeOrRead_ThenStays()
    {
        await SendAsync(3);
        await MarkAsync(2);
        Assert.Equal(2, (await MarkAsync(1)).Sequence);

        service.Store.MarkRead(Samples.Team, Samples.Bob, 3);
        Assert.Equal(3, (await MarkAsync(1)).Sequence);
    }

    [Theory]
    [InlineData("64d15f9e2e6c8f4d5a123456", null, "validation.sequence.required")]
    [InlineData("64d15f9e2e6c8f4d5a123456", -1L, "validation.sequence.range")]
    [InlineData("64d15f9e2e6c8f4d5a12345", 1L, "validation.chatId.format")]
    [InlineData("64d15f9e2e6c8f4d5a999999", 1L, "chat.not_found")]
    public async Task MarkDelivered_WhenTheRequestIsWrong_ThenIsRefused(string chatId, long? sequence, string code) =>
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new MarkDeliveredCommand(chatId, sequence)));

    [Fact]
    public async Task MarkDelivered_WhenTheCallerMayNot_ThenIsRefused()
    {
        var command = new MarkDeliveredCommand(Samples.Team.ToString(), 1);

        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), command));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), command));
    }

    private Task<MarkDeliveredResult> MarkAsync(long sequence) =>
        service.SendAsync(Callers.Person(Samples.Bob), new MarkDeliveredCommand(Samples.Team.ToString(), sequence));

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await service.SendAsync(Samples.Ada, Samples.Team);
    }
}
