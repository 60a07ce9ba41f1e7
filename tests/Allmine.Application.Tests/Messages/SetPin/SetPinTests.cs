using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.SetPin;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Messages.SetPin;

public sealed class SetPinTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Pin_WhenByTheAdminOfAGroup_ThenIsPinnedOnce()
    {
        var sent = await service.SendAsync(Samples.Bob, Samples.Team);

        var pinned = await service.PinAsync(Samples.Ada, sent);
        Assert.Equal((Samples.Noon, 2L), (pinned.Life.PinnedAt, pinned.Change));
        Assert.Same(pinned, await service.PinAsync(Samples.Ada, sent));
        Assert.Equal(sent.Id, Assert.Single(service.Store.Chat(Samples.Team)!.Pins).MessageId);

        var unpinned = await service.PinAsync(Samples.Ada, sent, isSet: false);
        Assert.Equal((null, 3L), (unpinned.Life.PinnedAt, unpinned.Change));
        Assert.Same(unpinned, await service.PinAsync(Samples.Ada, sent, isSet: false));
        Assert.Empty(service.Store.Chat(Samples.Team)!.Pins);
    }

    [Fact]
    public async Task Pin_WhenInADirectChat_ThenEitherMay()
    {
        var sent = await service.SendToAsync(Samples.Ada, Samples.Bob);

        Assert.NotNull((await service.PinAsync(Samples.Bob, sent)).Life.PinnedAt);
        Assert.Null((await service.PinAsync(Samples.Ada, sent, isSet: false)).Life.PinnedAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pin_WhenTheCallerMayNot_ThenIsRefused(bool isSet)
    {
        var sent = await service.SendAsync(Samples.Bob, Samples.Team);
        var command = new SetPinCommand(sent.Id.ToString(), isSet);

        // Its sender may not either.
        Assert.Equal("chat.role_required", await service.RefusalAsync(Callers.Person(Samples.Bob), command));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), command));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), command));
        Assert.Equal("validation.messageId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), command with { MessageId = "1" }));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), command with { MessageId = Samples.NoChat.ToString() }));
    }

    [Fact]
    public async Task Pin_WhenTheMessageIsDeleted_ThenItsPinIsGoneAndThereIsNoNewOne()
    {
        var sent = await service.SendAsync(Samples.Bob, Samples.Team);
        await service.PinAsync(Samples.Ada, sent);
        var tombstone = await service.AlterAsync(Samples.Bob, new DeleteMessageCommand(sent.Id.ToString()));

        Assert.Null(tombstone.Life.PinnedAt);
        Assert.Empty(service.Store.Chat(Samples.Team)!.Pins);
        Assert.Equal("message.deleted", await service.RefusalAsync(Callers.Person(Samples.Ada), new SetPinCommand(sent.Id.ToString(), true)));
        Assert.Equal("chat.role_required", await service.RefusalAsync(Callers.Person(Samples.Bob), new SetPinCommand(sent.Id.ToString(), true)));
        Assert.Same(tombstone, await service.PinAsync(Samples.Ada, sent, isSet: false));
    }

    [Fact]
    public async Task Pin_WhenTheOtherOneHasBlocked_ThenNothingNewIsPinned()
    {
        var pinned = await service.SendToAsync(Samples.Ada, Samples.Bob);
        var other = await service.SendToAsync(Samples.Ada, Samples.Bob);
        await service.PinAsync(Samples.Ada, pinned);
        await service.BlockAsync(Samples.Bob, Samples.Ada);

        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Ada), new SetPinCommand(other.Id.ToString(), true)));
        Assert.Equal(3, (await service.PinAsync(Samples.Ada, pinned)).Change);
        Assert.Null((await service.PinAsync(Samples.Ada, pinned, isSet: false)).Life.PinnedAt);
    }
}
