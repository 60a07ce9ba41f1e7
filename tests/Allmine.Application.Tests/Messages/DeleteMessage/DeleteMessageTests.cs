using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.GetOutcome;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.DeleteMessage;

public sealed class DeleteMessageTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Delete_WhenByItsSender_ThenTheTombstoneIsLeft()
    {
        var sent = await service.SendAsync(Samples.Bob, Samples.Team);
        service.Time.Advance(TimeSpan.FromDays(100));

        var view = await service.SendAsync(Callers.Person(Samples.Bob), Delete(sent));

        var tombstone = view.Message.GetReadable();
        Assert.Equal((null, Samples.Noon.AddDays(100), 2L, 1L), (tombstone.Content, tombstone.Life.DeletedAt, tombstone.Change, tombstone.Sequence));
        Assert.Same(tombstone, Assert.Single(service.Store.Messages));
        Assert.Equal(sent.Id, Assert.Single(service.Store.Erasures).MessageId);
        // Unread counts stay.
        Assert.Equal(1, service.Store.Chat(Samples.Team)!.UnreadOf(Samples.Ada));
    }

    [Fact]
    public async Task Delete_WhenRepeated_ThenIsTheSameAndNothingIsWritten()
    {
        var sent = await service.SendAsync(Samples.Bob, Samples.Team);
        var tombstone = await service.AlterAsync(Samples.Bob, Delete(sent));
        var commits = service.Store.Commits;
        service.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(tombstone, await service.AlterAsync(Samples.Bob, Delete(sent)));

        Assert.Equal(commits, service.Store.Commits);
    }

    [Fact]
    public async Task Delete_WhenByTheAdminOrABackendThatActsForNobody_ThenIsDeleted()
    {
        foreach (var caller in new[] { Callers.Person(Samples.Ada), Callers.Service(), Callers.Service(Samples.Cem) })
        {
            var sent = await service.SendAsync(Samples.Cem, Samples.Team);
            Assert.True((await service.SendAsync(caller, Delete(sent))).Message.Readable!.IsDeleted);
        }

        // Of a chat that it is in nobody's name in.
        var direct = await service.SendToAsync(Samples.Ada, Samples.Bob);
        Assert.True((await service.SendAsync(Callers.Service(), Delete(direct))).Message.Readable!.IsDeleted);
    }

    [Fact]
    public async Task Delete_WhenByAnybodyElse_ThenIsRefused()
    {
        var inGroup = await service.SendAsync(Samples.Bob, Samples.Team);
        var direct = await service.SendToAsync(Samples.Ada, Samples.Bob);

        Assert.Equal("chat.role_required", await service.RefusalAsync(Callers.Person(Samples.Cem), Delete(inGroup)));
        Assert.Equal("chat.role_required", await service.RefusalAsync(Callers.Service(Samples.Cem), Delete(inGroup)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Bob), Delete(direct)));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), Delete(inGroup)));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Service(Samples.Eve), Delete(inGroup)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Delete(inGroup)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), Delete(inGroup)));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Delete(inGroup)));
        service.Store.SetMembers(Samples.Team, [Samples.Ada, Samples.Cem]);
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Bob), Delete(inGroup)));
        Assert.Equal("validation.messageId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), new DeleteMessageCommand("..")));
        Assert.All(service.Store.Messages, message => Assert.False(message.IsDeleted));
    }

    [Fact]
    public async Task Delete_WhenItIsOfCredits_ThenIsRefusedToThoseWhoMightAndNotToldToOthers()
    {
        service.Store.Put(Wallet.Restore(Samples.Bob, 10, 0));
        var credits = await service.SendAsync(
            Samples.Bob, new SendMessageCommand("credit_transfer", Samples.Team.ToString(), Samples.Cem.ToString(), null, null, null, new CreditTransferPart(1), "k", false));

        Assert.Equal("message.immutable", await service.RefusalAsync(Callers.Person(Samples.Bob), Delete(credits)));
        Assert.Equal("message.immutable", await service.RefusalAsync(Callers.Service(), Delete(credits)));
        Assert.Equal("chat.role_required", await service.RefusalAsync(Callers.Person(Samples.Cem), Delete(credits)));
    }

    [Fact]
    public async Task Delete_WhenTheOtherOneHasBlocked_ThenIsAllowed()
    {
        var sent = await service.SendToAsync(Samples.Ada, Samples.Bob);
        await service.BlockAsync(Samples.Bob, Samples.Ada);

        Assert.True((await service.AlterAsync(Samples.Ada, Delete(sent))).IsDeleted);
    }

    /// <summary>A replay gives the first version, until the message is deleted; the outcome tells what it is now.</summary>
    [Fact]
    public async Task Replay_WhenTheMessageWasAltered_ThenIsAsItWasSentUntilItIsDeleted()
    {
        var command = new SendMessageCommand("text", Samples.Team.ToString(), null, "Hello", null, null, null, "key", false);
        var sent = await service.SendAsync(Samples.Bob, command);
        await service.EditAsync(sent, "Hi");
        await service.ReactAsync(Samples.Cem, sent);

        var replay = await service.SendAsync(Callers.Person(Samples.Bob), command);
        Assert.Equal((true, "Hello", MessageLife.Untouched), (replay.Replayed, replay.View.Message.Readable!.Content, replay.View.Message.Readable.Life));
        var outcome = (await service.SendAsync(Callers.Person(Samples.Bob), new GetOutcomeQuery("key"))).Message!;
        Assert.Equal(("Hi", 1, Samples.Bob), (outcome.Message.Readable!.Content, outcome.Message.Readable.Life.Reactions.Count, outcome.Viewer!.Value));

        await service.AlterAsync(Samples.Bob, Delete(sent));
        Assert.Equal((null, 1L), ((await service.SendAsync(Samples.Bob, command)).Content, (await service.SendAsync(Samples.Bob, command)).Change));
        Assert.Equal(4, (await service.SendAsync(Callers.Person(Samples.Bob), new GetOutcomeQuery("key"))).Message!.Message.Change);
    }

    [Fact]
    public async Task Outcome_WhenTheSenderIsAMemberNoLonger_ThenIsTheMessageAsItWasAtFirst()
    {
        var sent = await service.SendAsync(Samples.Bob, new SendMessageCommand("text", Samples.Team.ToString(), null, "Hello", null, null, null, "key", false));
        await service.EditAsync(sent, "Hi");
        service.Store.MarkRead(Samples.Team, Samples.Ada, 1);
        service.Store.SetMembers(Samples.Team, [Samples.Ada]);

        var outcome = (await service.SendAsync(Callers.Person(Samples.Bob), new GetOutcomeQuery("key"))).Message!;

        Assert.Equal("Hello", outcome.Message.Readable!.Content);
        Assert.Empty(outcome.ReadBy);
    }

    private static DeleteMessageCommand Delete(Message message) => new(message.Id.ToString());
}
