using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>What becomes of messages goes by rounds, as sends do.</summary>
public sealed class AlterationTests
{
    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon.AddMinutes(1)));
    private readonly CountingIds ids = new();

    [Fact]
    public async Task Commit_WhenTheChatIsInMemory_ThenNothingIsLoaded()
    {
        var engine = Engine();
        var message = await SendAsync(engine);
        var loads = store.Loads;

        var edited = (await engine.CommitAsync(Edit(message, "Hi"))).Message;

        Assert.Equal(loads, store.Loads);
        Assert.Equal(("Hi", 2L), (edited.Content, edited.Change));
        Assert.Same(edited, Assert.Single(store.Messages));
    }

    [Fact]
    public async Task Commit_WhenTheChatIsNotInMemory_ThenItAloneIsLoaded()
    {
        var message = await SendAsync(Engine());

        await Engine().CommitAsync(Edit(message, "Hi"));

        Assert.Equal([Samples.Team], store.LastNeeds!.Chats);
        Assert.Empty(store.LastNeeds.Messages);
    }

    [Fact]
    public async Task Commit_WhenTheMessageWasAlteredSinceItWasRead_ThenItIsReadAgainAndNothingIsLost()
    {
        var (here, there) = (Engine(), Engine());
        var message = await SendAsync(here);
        await there.CommitAsync(new ReactionIntent(message, Samples.Bob, "👍", IsSet: true));

        var edited = (await here.CommitAsync(Edit(message, "Hi"))).Message;

        Assert.Equal([message.Id], store.LastNeeds!.Messages);
        Assert.Equal(("Hi", 3L, "👍"), (edited.Content, edited.Change, Assert.Single(edited.Life.Reactions).Emoji));
        Assert.Equal([2L, 3], store.Alterations.Select(alteration => alteration.Change));
    }

    [Fact]
    public async Task Commit_WhenSeveralOfARoundAlterAMessage_ThenEachFindsWhatThoseBeforeItDid()
    {
        var engine = Engine();
        var message = await SendAsync(engine);
        var commits = store.Commits;

        var answers = await Task.WhenAll(engine.CommitTogether<CommittedAlteration>(
        [
            new ReactionIntent(message, Samples.Bob, "👍", IsSet: true),
            new ReactionIntent(message, Samples.Cem, "👍", IsSet: true),
            Edit(message, "Hi"),
            new ReactionIntent(message, Samples.Bob, "👍", IsSet: true),
            new DeleteIntent(message, Samples.Ada),
            new ReactionIntent(message, Samples.Bob, "👍", IsSet: false),
        ]));

        Assert.Equal(commits + 1, store.Commits);
        Assert.Equal([2L, 3, 4, 4, 5, 5], answers.Select(answer => answer.Message.Change));
        Assert.Equal(2, answers[2].Message.Life.Reactions[0].Reactors.Count);
        Assert.True(Assert.Single(store.Messages).IsDeleted);
        Assert.Equal((4L, 5L), (store.Chat(Samples.Team)!.AlterationCount, store.Chat(Samples.Team)!.LastChange));
    }

    [Fact]
    public async Task Commit_WhenNothingChanges_ThenNothingIsWritten()
    {
        var engine = Engine();
        var message = await SendAsync(engine);
        var commits = store.Commits;

        Assert.Same(message, (await engine.CommitAsync(Edit(message, "Hello"))).Message);
        Assert.Same(message, (await engine.CommitAsync(new ReactionIntent(message, Samples.Bob, "👍", IsSet: false))).Message);
        Assert.Same(message, (await engine.CommitAsync(new PinIntent(message, Samples.Ada, IsSet: false))).Message);

        Assert.Equal(commits, store.Commits);
    }

    [Fact]
    public async Task Commit_WhenMessagesAreSentBetweenAlterations_ThenEachKnowsTheChangeThatSentIt()
    {
        var engine = Engine();
        var first = await SendAsync(engine);
        Assert.Null(first.StoredSentChange);
        await engine.CommitAsync(Edit(first, "Hi"));

        var second = await SendAsync(engine);

        Assert.Equal((2L, 3L, 3L), (second.Sequence, second.StoredSentChange, second.Change));
        var batch = await Task.WhenAll(engine.CommitTogether<CommittedSend>([Samples.To(Samples.Team, Samples.Bob), Samples.To(Samples.Team, Samples.Cem)]));
        Assert.Equal([4L, 5], batch.Select(sent => sent.Message.Change));
        Assert.Equal(5, store.Chat(Samples.Team)!.LastChange);
    }

    /// <summary>What is in memory may be out of date: it refuses nobody.</summary>
    [Fact]
    public async Task Commit_WhenTheChatInMemoryHasNoRoomForAPin_ThenTheStoresChatDecides()
    {
        var (here, there) = (Engine(), Engine());
        var messages = new List<Message>();
        for (var i = 0; i <= Chat.MaxPins; i++)
            messages.Add(await SendAsync(here));
        for (var i = 0; i < Chat.MaxPins; i++)
            messages[i] = (await here.CommitAsync(new PinIntent(messages[i], Samples.Ada, IsSet: true))).Message;
        var last = new PinIntent(messages[^1], Samples.Ada, IsSet: true);
        Assert.Equal("chat.pins_full", await RefusalAsync(here, last));
        // What is pinned already needs no room.
        await here.CommitAsync(new PinIntent(messages[0], Samples.Ada, IsSet: true));
        await there.CommitAsync(new PinIntent(messages[0], Samples.Ada, IsSet: false));

        Assert.NotNull((await here.CommitAsync(last)).Message.Life.PinnedAt);

        Assert.Equal(Chat.MaxPins, store.Chat(Samples.Team)!.Pins.Count);
        Assert.Equal(messages[^1].Id, store.Chat(Samples.Team)!.Pins[^1].MessageId);
    }

    [Fact]
    public async Task Commit_WhenTheUserWasRemovedOnAnotherNode_ThenIsRefused()
    {
        var engine = Engine();
        var message = await SendAsync(engine);
        store.SetMembers(Samples.Team, [Samples.Ada, Samples.Cem]);

        Assert.Equal("message.not_found", await RefusalAsync(engine, new ReactionIntent(message, Samples.Bob, "👍", IsSet: true)));

        Assert.Same(message, Assert.Single(store.Messages));
    }

    /// <summary>What is done to a message in a group of two is held to their block, as a message is.</summary>
    [Fact]
    public async Task Commit_WhenTheTwoOfAGroupHaveABlock_ThenOnlyTakingBackIsLeft()
    {
        var engine = Engine();
        var own = (await engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada))).Message;
        own = (await engine.CommitAsync(new ReactionIntent(own, Samples.Ada, "👍", IsSet: true))).Message;
        own = (await engine.CommitAsync(new PinIntent(own, Samples.Ada, IsSet: true))).Message;
        var other = (await engine.CommitAsync(Samples.To(Samples.Two, Samples.Bob))).Message;
        var pair = Chat.Unopened(ids.NewId<Chat>(), Samples.Ada, Samples.Bob);
        pair.Block(Samples.Bob, Samples.Noon);
        store.Put(pair);

        Assert.Equal("chat.blocked", await RefusalAsync(engine, Edit(own, "Hi")));
        Assert.Equal("chat.blocked", await RefusalAsync(engine, new ReactionIntent(own, Samples.Ada, "🎉", IsSet: true)));
        Assert.Equal("chat.blocked", await RefusalAsync(engine, new PinIntent(other, Samples.Ada, IsSet: true)));

        // What is there already is no new one.
        await engine.CommitAsync(new ReactionIntent(own, Samples.Ada, "👍", IsSet: true));
        await engine.CommitAsync(new PinIntent(own, Samples.Ada, IsSet: true));
        own = (await engine.CommitAsync(new ReactionIntent(own, Samples.Ada, "👍", IsSet: false))).Message;
        own = (await engine.CommitAsync(new PinIntent(own, Samples.Ada, IsSet: false))).Message;
        Assert.True((await engine.CommitAsync(new DeleteIntent(own, Samples.Ada))).Message.IsDeleted);
    }

    [Fact]
    public async Task Commit_WhenAnEditedMessageMentionsSomebodyWithWhomThereIsABlock_ThenIsRefused()
    {
        var engine = Engine();
        var naming = (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada) with { Extras = new SendExtras(null, false, null, [Samples.Bob]) })).Message;
        var plain = await SendAsync(engine);
        var pair = Chat.Unopened(ids.NewId<Chat>(), Samples.Ada, Samples.Bob);
        pair.Block(Samples.Bob, Samples.Noon);
        store.Put(pair);

        Assert.Equal("chat.blocked", await RefusalAsync(engine, Edit(naming, "Hi")));
        Assert.Equal("Hi", (await engine.CommitAsync(Edit(plain, "Hi"))).Message.Content);
        Assert.Single((await engine.CommitAsync(new ReactionIntent(naming, Samples.Ada, "👍", IsSet: true))).Message.Life.Reactions);
    }

    [Fact]
    public async Task Commit_WhenAMessageIsDeletedInTheSameRound_ThenOnlyWhatCameBeforeAnswersIt()
    {
        var engine = Engine();
        var message = await SendAsync(engine);
        SendIntent Reply() => Samples.To(Samples.Team, Samples.Bob) with { Extras = new SendExtras(null, false, message.Id, []) };
        var gate = Hold(engine);

        var before = engine.CommitAsync(Reply());
        var deletion = engine.CommitAsync(new DeleteIntent(message, Samples.Ada));
        var after = engine.CommitAsync(Reply());
        gate.SetResult();

        Assert.Equal(message.Id, (await before).Message.Attributes.ReplyTo!.Id);
        Assert.True((await deletion).Message.IsDeleted);
        Assert.Equal("validation.replyTo.not_found", (await Assert.ThrowsAsync<InvalidRequestException>(() => after)).Errors[0].Name);
    }

    /// <summary>The direct chat is loaded once more for the group of its two, later than the message: the commit would verify the chat alone.</summary>
    [Fact]
    public async Task Commit_WhenAMessageIsDeletedBetweenTheLoadsOfARound_ThenNobodyAnswersIt()
    {
        var (here, there) = (Engine(), Engine());
        var message = (await there.CommitAsync(Samples.ToPerson(Samples.Bob, Samples.Ada))).Message;
        var reply = Samples.ToPerson(Samples.Bob, Samples.Ada) with { ChatId = message.ChatId, TargetUserId = null, Extras = new SendExtras(null, false, message.Id, []) };
        var loads = 0;
        store.BeforeLoad = async _ =>
        {
            if (++loads == 2)
                await there.CommitAsync(new DeleteIntent(message, Samples.Ada));
        };

        var answers = here.CommitTogether<CommittedSend>([Samples.To(Samples.Two, Samples.Ada), reply]);

        await answers[0];
        Assert.Equal("validation.replyTo.not_found", (await Assert.ThrowsAsync<InvalidRequestException>(() => answers[1])).Errors[0].Name);
        Assert.Equal(2, loads);
    }

    [Fact]
    public async Task Commit_WhenTheMessageCantBeReadAnyMore_ThenIsToldSo()
    {
        var engine = Engine();
        var message = await SendAsync(engine);
        store.SpoilMessage(message.Id);

        await Assert.ThrowsAsync<UnreadableRecordException>(() => engine.CommitAsync(Edit(message, "Hi")));
    }

    [Fact]
    public async Task Commit_WhenTheClockIsBehind_ThenNothingHappensBeforeTheMessageWasSent()
    {
        var message = await SendAsync(Engine());
        time.SetUtcNow(new DateTimeOffset(Samples.Noon.AddMinutes(2)));
        message = (await Engine().CommitAsync(Edit(message, "Hi"))).Message;
        var behind = new FakeTimeProvider(new DateTimeOffset(Samples.Noon));

        var edited = (await Engine(behind).CommitAsync(Edit(message, "Hey"))).Message;
        var reacted = (await Engine(behind).CommitAsync(new ReactionIntent(edited, Samples.Bob, "👍", IsSet: true))).Message;

        Assert.Equal(Samples.Noon.AddMinutes(2), edited.Life.EditedAt);
        Assert.Equal(Samples.Noon.AddMinutes(2), reacted.Life.Reactions[0].Reactors[0].At);
    }

    [Fact]
    public async Task Commit_WhenTheWindowIsClosed_ThenNoClockThatIsBehindOpensIt()
    {
        var message = await SendAsync(Engine());
        var behind = new FakeTimeProvider(new DateTimeOffset(Samples.Noon.AddHours(-1)));
        var edit = new EditIntent(message, Samples.Ada, new MessageEdit(Change<string>.To("Hi"), default) { Window = TimeSpan.Zero });

        Assert.Equal("message.edit_window", await RefusalAsync(Engine(behind), edit));
    }

    private static EditIntent Edit(Message message, string words) => new(message, message.SenderId, new MessageEdit(Change<string>.To(words), default));

    private static async Task<string> RefusalAsync(GroupCommitEngine engine, AlterationIntent intent) =>
        (await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(intent))).Errors[0].Name;

    private static async Task<Message> SendAsync(GroupCommitEngine engine) => (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada))).Message;

    private GroupCommitEngine Engine(TimeProvider? clock = null) => new(
        store, ids, clock ?? time, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions { Random = new NoPauses() });

    /// <summary>Begins a round that lasts until the gate is opened, so that others wait behind it.</summary>
    private TaskCompletionSource Hold(GroupCommitEngine engine)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeCommit = async (_, _) =>
        {
            store.BeforeCommit = (_, _) => Task.CompletedTask;
            await gate.Task;
        };
        _ = SendAsync(engine);
        return gate;
    }
}
