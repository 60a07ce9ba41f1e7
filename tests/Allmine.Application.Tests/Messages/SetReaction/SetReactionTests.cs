using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.SetReaction;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.SetReaction;

public sealed class SetReactionTests
{
    private readonly Service service = new();

    [Fact]
    public async Task React_WhenAMemberDoes_ThenTheMessageHasItOnce()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);

        var view = await service.SendAsync(Callers.Person(Samples.Bob), new SetReactionCommand(sent.Id.ToString(), "👍", IsSet: true));
        var again = await service.ReactAsync(Samples.Bob, sent);

        Assert.Equal(Samples.Bob, view.Viewer);
        Assert.Same(view.Message.Readable, again);
        Assert.Equal((2L, 2L), (again.Change, service.Store.Chat(Samples.Team)!.LastChange));
        Assert.Equal([new Reactor(Samples.Bob, Samples.Noon)], Assert.Single(again.Life.Reactions).Reactors);

        var without = await service.ReactAsync(Samples.Bob, sent, isSet: false);
        Assert.Equal((3L, 0), (without.Change, without.Life.Reactions.Count));
        Assert.Same(without, await service.ReactAsync(Samples.Bob, sent, isSet: false));
    }

    [Fact]
    public async Task React_WhenThereAreTwentyKinds_ThenNoOtherOneIsTaken()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        for (var kind = 1; kind <= 20; kind++)
            await service.ReactAsync(Samples.Ada, sent, $"{kind}");

        Assert.Equal("message.reactions_full", await service.RefusalAsync(Callers.Person(Samples.Bob), new SetReactionCommand(sent.Id.ToString(), "21", true)));
        Assert.Equal(2, (await service.ReactAsync(Samples.Bob, sent, "20")).Life.Reactions[19].Reactors.Count);
    }

    [Fact]
    public async Task React_WhenTheMessageIsDeleted_ThenOnlyTakingBackIsAnswered()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        await service.ReactAsync(Samples.Bob, sent);
        var tombstone = await service.AlterAsync(Samples.Ada, new DeleteMessageCommand(sent.Id.ToString()));

        Assert.Equal("message.deleted", await service.RefusalAsync(Callers.Person(Samples.Bob), new SetReactionCommand(sent.Id.ToString(), "👍", true)));
        Assert.Same(tombstone, await service.ReactAsync(Samples.Bob, sent, isSet: false));
    }

    [Fact]
    public async Task React_WhenTheOtherOneHasBlocked_ThenNothingNewIsTaken()
    {
        var sent = await service.SendToAsync(Samples.Ada, Samples.Bob);
        await service.ReactAsync(Samples.Bob, sent);
        await service.BlockAsync(Samples.Ada, Samples.Bob);

        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Bob), new SetReactionCommand(sent.Id.ToString(), "🎉", true)));
        Assert.Equal(2, (await service.ReactAsync(Samples.Bob, sent)).Change);
        Assert.Equal(3, (await service.ReactAsync(Samples.Bob, sent, isSet: false)).Change);
        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Bob), new SetReactionCommand(sent.Id.ToString(), "👍", true)));
    }

    [Fact]
    public async Task React_WhenSomebodyLeaves_ThenTheirsStays()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        await service.ReactAsync(Samples.Bob, sent);
        service.Store.SetMembers(Samples.Team, [Samples.Ada, Samples.Cem]);

        Assert.Equal(2, (await service.ReactAsync(Samples.Cem, sent)).Life.Reactions[0].Reactors.Count);
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Bob), new SetReactionCommand(sent.Id.ToString(), "👍", false)));
    }

    [Theory]
    [InlineData("64d15f9e2e6c8f4d5a00000", "👍", "validation.messageId.format")]
    [InlineData("64d15f9e2e6c8f4d5a000001", "", "validation.emoji.format")]
    [InlineData("64d15f9e2e6c8f4d5a000001", "..", "validation.emoji.format")]
    [InlineData("64d15f9e2e6c8f4d5a000001", "123456789012345678901234567890123", "validation.emoji.format")]
    [InlineData("64d15f9e2e6c8f4d5a000001", "12345678901234567890123456789012", "message.not_found")]
    public async Task React_WhenTheRequestIsWrong_ThenIsRefused(string messageId, string emoji, string code)
    {
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new SetReactionCommand(messageId, emoji, true)));
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new SetReactionCommand(messageId, emoji, false)));
    }

    [Fact]
    public async Task React_WhenTheCallerMayNot_ThenIsRefused()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        var command = new SetReactionCommand(sent.Id.ToString(), "👍", true);

        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), command));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), command));
    }
}
