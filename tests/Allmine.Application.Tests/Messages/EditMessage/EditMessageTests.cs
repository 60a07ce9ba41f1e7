using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Messages;
using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.EditMessage;

public sealed class EditMessageTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Edit_WhenByItsSender_ThenIsAnsweredAndStored()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        service.Store.MarkRead(Samples.Team, Samples.Bob, 1);
        service.Time.Advance(TimeSpan.FromMinutes(1));

        var view = await service.SendAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hi"));

        var edited = view.Message.GetReadable();
        Assert.Equal(("Hi", 2, Samples.Noon.AddMinutes(1), 2L), (edited.Content, edited.Life.Version, edited.Life.EditedAt, edited.Change));
        Assert.Equal([Samples.Bob], view.ReadBy);
        Assert.Equal([Samples.Bob], view.DeliveredTo);
        Assert.Equal(Samples.Ada, view.Viewer);
        Assert.Same(edited, Assert.Single(service.Store.Messages));
        // A service acts for the sender.
        Assert.Equal("Hey", (await service.SendAsync(Callers.Service(Samples.Ada), Talking.Edit(sent.Id, "Hey"))).Message.Readable!.Content);
    }

    [Fact]
    public async Task Edit_WhenByAnybodyElse_ThenIsRefused()
    {
        var sent = await service.SendAsync(Samples.Bob, Samples.Team);

        // An admin may not either.
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hi")));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), Talking.Edit(sent.Id, "Hi")));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Bob), Talking.Edit(service.Ids.NewId<Message>(), "Hi")));
        service.Store.SetMembers(Samples.Team, [Samples.Ada, Samples.Cem]);
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Bob), Talking.Edit(sent.Id, "Hi")));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Talking.Edit(sent.Id, "Hi")));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), Talking.Edit(sent.Id, "Hi")));
    }

    /// <summary>Who may not do it is not told whether it could be done.</summary>
    [Fact]
    public async Task Edit_WhenItCantBeDone_ThenThatIsToldAfterWhoMay()
    {
        service.Store.Put(Domain.Credits.Wallet.Restore(Samples.Ada, 10, 0));
        var credits = await service.SendAsync(
            Samples.Ada, new SendMessageCommand("credit_transfer", Samples.Team.ToString(), Samples.Bob.ToString(), null, null, null, new CreditTransferPart(1), "k", false));
        var deleted = await service.SendAsync(Samples.Ada, Samples.Team);
        await service.AlterAsync(Samples.Ada, new Application.Messages.DeleteMessage.DeleteMessageCommand(deleted.Id.ToString()));

        Assert.Equal("message.immutable", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(credits.Id, "Hi")));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Bob), Talking.Edit(credits.Id, "Hi")));
        Assert.Equal("message.deleted", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(deleted.Id, "Hi")));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Bob), Talking.Edit(deleted.Id, "Hi")));
    }

    [Fact]
    public async Task Edit_WhenTheOtherOneHasBlocked_ThenIsRefusedWhateverItChanges()
    {
        var sent = await service.SendToAsync(Samples.Ada, Samples.Bob);
        await service.BlockAsync(Samples.Bob, Samples.Ada);

        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hi")));
        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hello")));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("*", true)]
    [InlineData("\"2\"", true)]
    [InlineData("\"1\"", false)]
    [InlineData("\"3\"", false)]
    [InlineData("\"999999999\"", false)]
    public async Task Edit_WhenAVersionIsExpected_ThenIsOfThatOneAlone(string? ifMatch, bool isAllowed)
    {
        var message = await service.EditAsync(await service.SendAsync(Samples.Ada, Samples.Team), "Hi");
        var command = Talking.Edit(message.Id, "Hey", ifMatch);

        if (!isAllowed)
        {
            Assert.Equal("message.version_conflict", await service.RefusalAsync(Callers.Person(Samples.Ada), command));
            // A repetition of what is there already succeeds.
            command = Talking.Edit(message.Id, "Hi", ifMatch);
        }

        Assert.Equal(isAllowed ? 3 : 2, (await service.AlterAsync(Samples.Ada, command)).Life.Version);
    }

    [Fact]
    public async Task Edit_WhenTheMetadataIsNew_ThenIsKeptCompact()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        Task<Message> Edit(Change<string> metadata) => service.AlterAsync(Samples.Ada, new EditMessageCommand(sent.Id.ToString(), default, metadata, null));

        Assert.Equal("{\"a\":\"b c\"}", (await Edit(Change<string>.To("{ \"a\" : \"b c\" }"))).Attributes.Metadata);
        Assert.Equal(2, (await Edit(Change<string>.To("{\"a\":\n\"b c\"}"))).Life.Version);
        var without = await Edit(Change<string>.To(null));
        Assert.Equal((null, 3, "Hello"), (without.Attributes.Metadata, without.Life.Version, without.Content));
    }

    [Theory]
    [InlineData(48, true)]
    [InlineData(0, false)]
    [InlineData(null, true)]
    public async Task Edit_WhenTheOperatorHasSetAWindow_ThenItCounts(int? hours, bool isAllowed)
    {
        var other = new Service(new MessageOptions { EditWindow = hours is { } some ? TimeSpan.FromHours(some) : null });
        var sent = await other.SendAsync(Samples.Ada, Samples.Team);
        other.Time.Advance(TimeSpan.FromHours(48) - TimeSpan.FromMilliseconds(1));

        if (isAllowed)
            Assert.Equal("Hi", (await other.EditAsync(sent, "Hi")).Content);
        else
            Assert.Equal("message.edit_window", await other.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hi")));
    }

    [Fact]
    public async Task Edit_WhenNoWindowIsSet_ThenItIsTwoDays()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        service.Time.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("Hi", (await service.EditAsync(sent, "Hi")).Content);

        service.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("message.edit_window", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hey")));
        Assert.Equal("Hi", (await service.EditAsync(sent, "Hi")).Content);
    }

    [Fact]
    public async Task Edit_WhenTheMessageCantBeRead_ThenThatIsToldOnlyToThoseWhoMaySeeIt()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        service.Store.SpoilMessage(sent.Id);

        Assert.Equal("record.unreadable", await service.RefusalAsync(Callers.Person(Samples.Ada), Talking.Edit(sent.Id, "Hi")));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), Talking.Edit(sent.Id, "Hi")));
    }

    /// <summary>Otherwise a node that has the chat in memory would answer by what it was.</summary>
    [Fact]
    public void EnsureAllowed_WhenTheChatHasJustBeenRead_ThenSaysWhatTheRoundWould()
    {
        var header = new MessageHeader(service.Ids.NewId<Message>(), Samples.Two, 1, Samples.Ada, Samples.Noon);
        var intent = new DeleteIntent(Message.Text(header, MessageText.From("Hello")), Samples.Bob);

        var refusal = Assert.Throws<Domain.Errors.RefusedException>(() => intent.EnsureAllowedIn(service.Store.Chat(Samples.Two)!));

        Assert.Equal("chat.role_required", refusal.Errors[0].Name);
    }
}
