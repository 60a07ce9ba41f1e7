using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Store;

namespace Allmine.Stores.Tests.Contracts.Messages;

/// <summary>What becomes of messages, in commits: all of it or nothing, and only on what was decided on.</summary>
public abstract class AlterationContract(IStoreFixture store) : CreditsContract(store)
{
    private static readonly MediaContent Photo = new(MediaKind.Image, "Tatil.jpg", 5, null, 4, 3, "photo.jpg", "photo-t.jpg");

    public static TheoryData<string> Kinds => new(["edited", "emptied", "deleted", "reacted", "pinned"]);

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Commit_WhenAMessageIsAltered_ThenItReadsSoEverywhere(string what)
    {
        var (chat, message) = await AddMediaAsync();

        var after = await AlterAsync(message, Of(what, chat));

        ShouldBe.Same(after, await Store.Messages.FindAsync(message.Id, None));
        ShouldBe.Same(after, Assert.Single(await Store.Messages.FindAllAsync([message.Id, NewId<Message>()], None)));
        ShouldBe.Same(after, Assert.Single(await Store.Messages.FindAllAsync([new MessageNumber(chat.Id, 1)], None)));
        ShouldBe.Same(after, Assert.Single(await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, 10), None)));
        ShouldBe.Same(after, Assert.Single(await Store.Messages.PageAsync(chat.Id, new HistoryWindow(9, null, 10), None)));
        var state = await Store.CommitStore.LoadAsync(new LoadRequest { Messages = { message.Id } }, None);
        ShouldBe.Same(after, state.Messages[message.Id]);
        var changed = await FindChatAsync(chat.Id);
        Assert.Equal((1, 1, 2, chat.Revision, message.CreatedAt), (changed.LastSequence, changed.AlterationCount, changed.LastChange, changed.Revision, changed.UpdatedAt));
        await Store.ReopenAsync();
        ShouldBe.Same(after, await Store.Messages.FindAsync(message.Id, None));
    }

    [SkippableFact]
    public async Task Commit_WhenAMessageIsAlteredAgainAndAgain_ThenEachTakesTheNextNumber()
    {
        var (chat, message) = await AddMediaAsync();
        var (one, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
        Alter[] alters =
        [
            Alter.React(other, "👍"), Alter.React(one, "👍"), Alter.React(other, "🎉"), Alter.Pin, Alter.Edit("new"), Alter.Unreact(other, "👍"), Alter.Unpin,
            Alter.Edit(null, "{\"a\":1}"), Alter.Unreact(one, "👍"), Alter.React(one, "e\u0301"), Alter.React(one, "\u00E9"), Alter.Delete,
        ];

        foreach (var (alter, i) in alters.Select((alter, i) => (alter, i)))
        {
            message = await AlterAsync(message, alter);
            ShouldBe.Same(message, await Store.Messages.FindAsync(message.Id, None));
            Assert.Equal(i + 2, message.Change);
            Assert.Equal(i + 2, (await FindChatAsync(chat.Id)).LastChange);
        }
    }

    /// <summary>Each finds the message as the one before leaves it.</summary>
    [SkippableFact]
    public async Task Commit_WhenOneRoundSendsAndAltersInAnyOrder_ThenAllOfItIsThere()
    {
        var (chat, first) = await AddMediaAsync();
        var (one, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
        var round = new ChangeSet();
        var change = await ChangeOfAsync(chat.Id);
        first = Apply(round, change, first, Alter.Pin);
        var second = Append(round, change, one, "second");
        first = Apply(round, change, first, Alter.React(other, "👍"));
        second = Apply(round, change, second, Alter.Edit("other"));
        var third = Append(round, change, other, "third");
        second = Apply(round, change, second, Alter.Edit("yet another"));
        first = Apply(round, change, first, Alter.Delete);

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var page = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, 10), None);
        foreach (var (expected, found) in new[] { first, second, third }.Zip(page))
            ShouldBe.Same(expected, found);
        Assert.Equal([8L, 7, 6], page.Select(message => message.Change));
        Assert.Equal([1L, 3, 6], page.Select(message => message.GetReadable().SentChange));
        ShouldBe.Same(change.Chat, await FindChatAsync(chat.Id));
        Assert.Equal(8, change.Chat.LastChange);
    }

    [SkippableFact]
    public async Task Commit_WhenSeveralChatsAreAltered_ThenEachHasItsOwnNumbers()
    {
        var (one, other) = (await AddMediaAsync(), await AddMediaAsync());
        var round = new ChangeSet();
        var pinned = Apply(round, await ChangeOfAsync(one.Chat.Id), one.Message, Alter.Pin);
        var changeOfOther = await ChangeOfAsync(other.Chat.Id);
        Append(round, changeOfOther, other.Chat.Members[0].UserId);
        var edited = Apply(round, changeOfOther, other.Message, Alter.Edit("x"));

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        ShouldBe.Same(pinned, await Store.Messages.FindAsync(pinned.Id, None));
        ShouldBe.Same(edited, await Store.Messages.FindAsync(edited.Id, None));
        Assert.Equal((2, 3), (pinned.Change, edited.Change));
    }

    [SkippableFact]
    public async Task Commit_WhenTheChatHasAnotherNumberOfAlterations_ThenConflictsAndNothingIsWritten()
    {
        var (chat, message) = await AddMediaAsync();
        await SendAsync(chat.Id, 1);
        var stale = await ChangeOfAsync(chat.Id);
        var staleToo = await ChangeOfAsync(chat.Id);
        var other = (await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 1, 1), None))[0].GetReadable();
        await AlterAsync(other, Alter.Pin);

        var (alteration, send) = (new ChangeSet(), new ChangeSet());
        Apply(alteration, stale, message, Alter.Edit("too late"));
        Append(send, staleToo, chat.Members[0].UserId, "too late");

        await AssertConflictAsync(alteration, chat.Id);
        await AssertConflictAsync(send, chat.Id);
        ShouldBe.Same(message, await Store.Messages.FindAsync(message.Id, None));
    }

    [SkippableFact]
    public async Task Commit_WhenTheChatHasAnotherLastNumberOrRevision_ThenAnAlterationConflicts()
    {
        var (chat, message) = await AddMediaAsync();
        var (beforeSend, afterSend) = (new ChangeSet(), new ChangeSet());
        Apply(beforeSend, await ChangeOfAsync(chat.Id), message, Alter.Edit("too late"));
        await SendAsync(chat.Id, 1);
        Apply(afterSend, await ChangeOfAsync(chat.Id), message, Alter.Edit("too late"));
        var blocked = await FindChatAsync(chat.Id);
        blocked.Block(chat.Members[0].UserId, Noon);
        Assert.True(await Store.Chats.SaveBlocksAsync(blocked, None));

        await AssertConflictAsync(beforeSend, chat.Id);
        await AssertConflictAsync(afterSend, chat.Id);
        ShouldBe.Same(message, await Store.Messages.FindAsync(message.Id, None));
    }

    /// <summary>The chat is as it was decided on, and the message is not: it was read before, or of another chat.</summary>
    [SkippableFact]
    public async Task Commit_WhenTheMessageHasChangedMeanwhile_ThenConflictsAndNothingIsWritten()
    {
        var (chat, message) = await AddMediaAsync();
        var altered = await AlterAsync(message, Alter.React(chat.Members[0].UserId, "👍"));
        var again = await AlterAsync(altered, Alter.React(chat.Members[1].UserId, "👍"));

        foreach (var stale in new[] { message, altered })
        {
            var round = new ChangeSet();
            Apply(round, await ChangeOfAsync(chat.Id), stale, Alter.Edit("too late"));
            await AssertConflictAsync(round, chat.Id);
        }

        var untouched = (await SendAsync(chat.Id, 1))[0];
        var early = new ChangeSet();
        Apply(early, await ChangeOfAsync(chat.Id), untouched.Pin(2, Alter.At), Alter.Edit("too early"));
        await AssertConflictAsync(early, chat.Id);
        ShouldBe.Same(again, await Store.Messages.FindAsync(message.Id, None));
        ShouldBe.Same(untouched, await Store.Messages.FindAsync(untouched.Id, None));
    }

    /// <summary>A round that fails at its last alteration takes back those before it, and what it would have sent.</summary>
    [SkippableFact]
    public async Task Commit_WhenOneOfSeveralAlterationsConflicts_ThenNoneIsWritten()
    {
        var (one, other) = (await AddMediaAsync(), await AddMediaAsync());
        var stale = other.Message;
        await AlterAsync(other.Message, Alter.Pin);
        var round = new ChangeSet();
        var change = await ChangeOfAsync(one.Chat.Id);
        Append(round, change, one.Chat.Members[0].UserId);
        Apply(round, change, one.Message, Alter.Delete);
        Apply(round, await ChangeOfAsync(other.Chat.Id), stale, Alter.Delete);

        await AssertConflictAsync(round, one.Chat.Id);

        ShouldBe.Same(one.Message, await Store.Messages.FindAsync(one.Message.Id, None));
        Assert.Null(await Store.Erasures.ClaimAsync(DateTime.MaxValue.AddDays(-1), DateTime.MaxValue.AddDays(-1), None));
        Assert.Empty(await Store.Changes.AlteredAsync(one.Chat.Id, 0, 0, 10, None));
    }

    [SkippableFact]
    public async Task Commit_WhenTwoNodesAlterOneMessageAndSendAtOnce_ThenNothingIsLostAndNumbersHaveNoGaps()
    {
        const int Tasks = 16;
        const int Steps = 6;
        var chat = Chat.Group(NewId<Chat>(), null, Enumerable.Range(0, Tasks).Select(_ => NewId<User>()), Noon);
        await Store.Chats.AddAsync(chat, None);
        var message = (await SendAsync(chat.Id, 1))[0];
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        await Task.WhenAll(chat.Members.Select((member, i) => Task.Run(async () =>
        {
            for (var step = 0; step < Steps; step++)
            {
                await nodes[i % 2].CommitAsync(GroupCommitContract.To(NewId<Message>(), chat.Id, member.UserId));
                await nodes[i % 2].CommitAsync(new ReactionIntent(await FindMessageAsync(message.Id), member.UserId, $"{step}", IsSet: true));
            }
        })));

        var end = await FindChatAsync(chat.Id);
        Assert.Equal((1 + (Tasks * Steps), Tasks * Steps), (end.LastSequence, end.AlterationCount));
        var reactions = (await FindMessageAsync(message.Id)).Life.Reactions;
        Assert.Equal(Steps, reactions.Count);
        Assert.All(reactions, reaction => Assert.Equal(Tasks, reaction.Reactors.Select(reactor => reactor.UserId).Distinct().Count()));
        var sent = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, int.MaxValue), None);
        var counts = new List<long>();
        for (var change = 0L; change <= end.LastChange; change++)
            counts.Add(await Store.Changes.CountAlterationsAsync(chat.Id, change, None));
        // Each change is either a message's sending, or one alteration more.
        var sends = sent.Select(one => one.GetReadable().SentChange).ToHashSet();
        Assert.All(Enumerable.Range(1, (int)end.LastChange), change => Assert.Equal(sends.Contains(change) ? 0 : 1, counts[change] - counts[change - 1]));
    }

    [SkippableFact]
    public async Task Delete_WhenTheMessageHadAllThatThereIs_ThenNothingIsLeftButItsPlace()
    {
        var chat = Chat.Group(NewId<Chat>(), null, [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        await Store.Chats.AddAsync(chat, None);
        var (sender, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
        var round = new ChangeSet();
        var change = await ChangeOfAsync(chat.Id);
        var attributes = new MessageAttributes("{\"a\":1}", true, new MessageReference(NewId<Message>(), 7), [other, chat.Members[2].UserId]);
        var message = Append(round, change, place => Message.OfMedia(place with { Attributes = attributes }, Photo, "caption"), sender);
        Append(round, change, place => Message.Text(place with { Attributes = attributes }, MessageText.From("x")), sender);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        message = await AlterAsync(message, Alter.Edit("other"));
        message = await AlterAsync(message, Alter.React(other, "👍"));
        message = await AlterAsync(message, Alter.Pin);
        Assert.Equal(2, (await CountMentionsAsync(other, chat.Id)));

        var tombstone = await AlterAsync(message, Alter.Delete);

        Assert.True(tombstone.IsDeleted);
        ShouldBe.Same(tombstone, await Store.Messages.FindAsync(message.Id, None));
        Assert.Empty(await Store.Changes.PastVersionsAsync(message.Id, 0, 100, None));
        Assert.Empty((await FindChatAsync(chat.Id)).Pins);
        Assert.Equal(1, await CountMentionsAsync(other, chat.Id));
        Assert.Equal(1, await CountMentionsAsync(chat.Members[2].UserId, chat.Id));
        Assert.Equal([6L], (await Store.Changes.AlteredAsync(chat.Id, 0, 0, 10, None)).Select(altered => altered.Change));
    }

    [SkippableFact]
    public async Task Commit_WhenCreditsAreReactedToAndPinned_ThenTheyAreAsTheyWereMoved()
    {
        var (sender, recipient) = (await AddUserWithAsync(10), await AddUserAsync());
        var moved = (await NewNode().CommitAsync(Transfer(sender, recipient, 3, note: "note"))).Message;

        var after = await AlterAsync(await AlterAsync(moved, Alter.React(recipient, "🙏")), Alter.Pin);

        ShouldBe.Same(after, await Store.Messages.FindAsync(moved.Id, None));
        Assert.Equal(moved.Transfer, after.Transfer);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Pins_WhenMessagesArePinnedAndTakenOff_ThenTheChatHasThemInTheOrderOfPinning()
    {
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat.Id, Chat.MaxPins);
        var round = new ChangeSet();
        var change = await ChangeOfAsync(chat.Id);
        var pinned = sent.AsEnumerable().Reverse().Select(message => Apply(round, change, message, Alter.Pin)).ToList();
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal(Enumerable.Range(1, Chat.MaxPins).Reverse().Select(number => (long)number), (await FindChatAsync(chat.Id)).Pins.Select(pin => pin.Sequence));
        ShouldBe.Same(change.Chat, await FindChatAsync(chat.Id));

        var first = await AlterAsync(pinned[0], Alter.Unpin);
        await AlterAsync(pinned[1], Alter.Delete);
        await AlterAsync(first, Alter.Pin);
        await SendAsync(chat.Id, 1);

        var pins = (await FindChatAsync(chat.Id)).Pins;
        Assert.Equal([.. pinned.Skip(2).Select(message => new Pin(message.Id, message.Sequence)), new Pin(first.Id, first.Sequence)], pins);
        ShouldBe.Same(await FindChatAsync(chat.Id), await Store.Chats.FindAsync(chat.Pair!.Value, None));
        ShouldBe.Same(await FindChatAsync(chat.Id), Assert.Single((await Store.Chats.PageAsync(chat.Members[0].UserId, null, 10, None)).Chats));

        foreach (var message in pinned.Skip(2))
            await AlterAsync(message, Alter.Unpin);
        await AlterAsync(await FindMessageAsync(first.Id), Alter.Unpin);
        Assert.Empty((await FindChatAsync(chat.Id)).Pins);
    }

    [SkippableFact]
    public async Task PastVersions_WhenThereAreSome_ThenOldestFirstAndWithoutThePresentOne()
    {
        var (_, message) = await AddMediaAsync();
        Assert.Empty(await Store.Changes.PastVersionsAsync(message.Id, 0, 100, None));
        var expected = new List<MessageVersion>();
        for (var i = 1; i < MessageLife.MaxVersions; i++)
        {
            expected.Add(message.CurrentVersion);
            message = await AlterAsync(message, i % 10 == 0 ? Alter.Edit(null, i % 20 == 0 ? null : $"{{\"n\":{i}}}") : Alter.Edit($"version {i + 1}", Noon.AddHours(i)));
        }

        Assert.Equal(MessageLife.MaxVersions, message.Life.Version);
        Assert.Equal(expected, await Store.Changes.PastVersionsAsync(message.Id, 0, 100, None));
        Assert.Equal(expected.Take(3), await Store.Changes.PastVersionsAsync(message.Id, 0, 3, None));
        Assert.Equal(expected.Skip(3).Take(2), await Store.Changes.PastVersionsAsync(message.Id, 3, 2, None));
        Assert.Equal(expected.Skip(98), await Store.Changes.PastVersionsAsync(message.Id, 98, 2, None));
        Assert.Empty(await Store.Changes.PastVersionsAsync(message.Id, 99, 2, None));
        Assert.Empty(await Store.Changes.PastVersionsAsync(NewId<Message>(), 0, 2, None));

        await AlterAsync(message, Alter.Delete);
        Assert.Empty(await Store.Changes.PastVersionsAsync(message.Id, 0, 100, None));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Replay_WhenTheMessageWasAltered_ThenItIsAsItWasSentOrGone(string what)
    {
        var (chat, record) = await RecordAsync("k");
        var sent = record.Message!;
        var altered = await AlterAsync(await AlterAsync(sent, Of(what, chat)), Alter.React(chat.Members[1].UserId, "later"), isPossible: what != "deleted");

        foreach (var found in new[] { await Store.IdempotencyRecords.FindAsync(record.Key, None), await LoadAsync(record.Key) })
            ShouldBe.Same(record with { Message = what == "deleted" ? altered.AsOf(MessageLife.Untouched) : sent }, found);
    }

    [SkippableFact]
    public async Task Replay_WhenTheMessageWasEditedOftenAndDeletedInTheEnd_ThenItIsTheFirstVersionUntilItIsGone()
    {
        var (_, record) = await RecordAsync("k");
        var message = record.Message!;
        for (var i = 0; i < 3; i++)
        {
            message = await AlterAsync(message, Alter.Edit($"{i}", $"{{\"n\":{i}}}"));
            ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
        }

        message = await AlterAsync(message, Alter.Delete);

        var replay = (await Store.IdempotencyRecords.FindAsync(record.Key, None))!.Message!;
        Assert.Equal((null, null, null, true, record.Message!.SentChange), (replay.Content, replay.Media, replay.Attributes.Metadata, replay.IsDeleted, replay.Change));
    }

    /// <summary>A message that was sent between alterations has a change that is not its number.</summary>
    [SkippableFact]
    public async Task Replay_WhenTheMessageWasSentBetweenAlterations_ThenItHasTheChangeThatSentIt()
    {
        var (chat, message) = await AddMediaAsync();
        message = await AlterAsync(message, Alter.Pin);
        var (_, record) = await RecordAsync("k", chat);
        Assert.Equal((2, 3), (record.Message!.Sequence, record.Message.SentChange));
        await AlterAsync(message, Alter.Unpin);
        await AlterAsync(record.Message, Alter.Edit("x"));

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
        Assert.Equal(3, (await Store.IdempotencyRecords.FindAsync(record.Key, None))!.Message!.Change);
    }

    [SkippableFact]
    public async Task Read_WhenAnAlteredMessageCantBeRead_ThenItStandsInThePlaceOfItsLatestChange()
    {
        var (chat, message) = await AddMediaAsync();
        var between = (await SendAsync(chat.Id, 1))[0];
        message = await AlterAsync(message, Alter.Edit("x"));
        message = await AlterAsync(message, Alter.React(chat.Members[0].UserId, "👍"));
        Assert.True(await Store.SpoilAsync("messages", message.Id.ToBytes()));

        var lost = Assert.Single(await Store.Changes.AlteredAsync(chat.Id, 0, 0, 10, None));

        Assert.Equal((message.Id, 1, 4), (lost.Unreadable!.Id, lost.Sequence, lost.Change));
        Assert.Equal(lost, await Store.Messages.FindAsync(message.Id, None));
        ShouldBe.Same(between, Assert.Single(await Store.Changes.UnalteredAsync(chat.Id, 0, long.MaxValue, 10, None)));
        var state = await Store.CommitStore.LoadAsync(new LoadRequest { Messages = { message.Id, between.Id } }, None);
        Assert.NotNull(state.Messages[message.Id].Unreadable);
    }

    private static Alter Of(string what, Chat chat) => what switch
    {
        "edited" => Alter.Edit("new words", "{\"new\":true}"),
        "emptied" => Alter.Edit(null, metadata: null),
        "deleted" => Alter.Delete,
        "reacted" => Alter.React(chat.Members[1].UserId, "👩‍👩‍👧‍👦"),
        "pinned" => Alter.Pin,
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private async Task<Message> AlterAsync(Message before, Alter alter, bool isPossible) => isPossible ? await AlterAsync(before, alter) : before;

    /// <summary>A photo with a caption and metadata, in a chat of its own.</summary>
    private async Task<(Chat Chat, Message Message)> AddMediaAsync()
    {
        var chat = await AddDirectChatAsync();
        var round = new ChangeSet();
        var message = Append(round, await ChangeOfAsync(chat.Id), WritePhoto, chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return (chat, message);
    }

    private static Message WritePhoto(MessageHeader place) =>
        Message.OfMedia(place with { Attributes = new MessageAttributes("{\"b\":[1,2]}", true, null, []) }, Photo, "caption");

    private async Task<(Chat Chat, IdempotencyRecord Record)> RecordAsync(string key, Chat? chat = null)
    {
        chat ??= await AddDirectChatAsync();
        var round = new ChangeSet();
        var message = Append(round, await ChangeOfAsync(chat.Id), WritePhoto, chat.Members[0].UserId);
        round.IdempotencyRecords.Add(IdempotencyRecord.OfMessage(new IdempotencyKey(message.SenderId, key), Fingerprint.Of("media", key), message));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return (chat, round.IdempotencyRecords[0]);
    }

    private async Task<IdempotencyRecord> LoadAsync(IdempotencyKey key) =>
        (await Store.CommitStore.LoadAsync(new LoadRequest { Keys = { key } }, None)).IdempotencyRecords[key];

    private async Task<long> CountMentionsAsync(Id<User> user, Id<Chat> chat) =>
        (await Store.Messages.CountMentionsAsync(user, [new MentionWindow(chat, 0, 100)], None)).GetValueOrDefault(chat);

    private async Task AssertConflictAsync(ChangeSet round, Id<Chat> id)
    {
        var before = await FindChatAsync(id);
        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        ShouldBe.Same(before, await FindChatAsync(id));
    }
}
