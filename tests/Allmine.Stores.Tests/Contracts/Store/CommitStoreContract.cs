using System.Text;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Store;

public abstract class CommitStoreContract(IStoreFixture store) : StoreContract(store)
{
    /// <summary>So a round that is decided again, after a failure that came behind its commit, writes nothing twice.</summary>
    [SkippableFact]
    public async Task Commit_WhenTheMessageIsStoredAlready_ThenConflicts()
    {
        var chat = await AddDirectChatAsync();
        var sent = (await SendAsync(chat.Id, 1))[0];
        var round = new ChangeSet();
        var change = new ChatChange(await FindChatAsync(chat.Id), isNew: false);
        Append(round, change, place => Message.Text(place with { Id = sent.Id }, MessageText.From("Merhaba")), sent.SenderId);

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        Assert.Equal(1, (await FindChatAsync(chat.Id)).LastSequence);
    }

    [SkippableFact]
    public async Task Load_WhenNothingIsThere_ThenItIsLeftOut()
    {
        var needs = new LoadRequest();
        needs.Chats.Add(NewId<Chat>());
        needs.Pairs.Add(DirectPair.Of(NewId<User>(), NewId<User>()));
        needs.Users.Add(NewId<User>());
        needs.Keys.Add(new IdempotencyKey(NewId<User>(), "k"));
        needs.Files.Add(new FileReference(NewId<User>(), "photo.jpg"));

        var state = await Store.CommitStore.LoadAsync(needs, None);

        Assert.Empty(state.Chats);
        Assert.Empty(state.Users);
        Assert.Empty(state.IdempotencyRecords);
        Assert.Empty(state.Files);
    }

    [SkippableFact]
    public async Task Load_WhenThingsAreThere_ThenThoseNamedAndNoOthers()
    {
        var (byId, byPair) = (await AddDirectChatAsync(), await AddDirectChatAsync());
        var group = Chat.Group(NewId<Chat>(), "Group", [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        await Store.Chats.AddAsync(group, None);
        await AddDirectChatAsync();
        var user = new User(NewId<User>(), Username.From("ayse"), null);
        await Store.Users.PutAsync(user, None);
        await Store.Users.PutAsync(new User(NewId<User>(), Username.From("mehmet"), null), None);
        var (first, second) = (await AddFileAsync(user.Id, "a.jpg", Noon), await AddFileAsync(user.Id, "b.jpg", Noon));
        var newest = await AddFileAsync(user.Id, "b.jpg", second.UploadedAt.AddSeconds(5));
        var record = await RecordAsync(byId, "k");

        var needs = new LoadRequest();
        needs.Chats.UnionWith([byId.Id, group.Id]);
        needs.Pairs.Add(byPair.Pair!.Value);
        needs.Users.Add(user.Id);
        needs.Keys.UnionWith([record.Key, new IdempotencyKey(user.Id, "k")]);
        var (byFileId, byName) = (new FileReference(user.Id, first.Id.ToString()), new FileReference(user.Id, "b.jpg"));
        needs.Files.UnionWith([byFileId, byName, new FileReference(NewId<User>(), first.Id.ToString())]);
        var state = await Store.CommitStore.LoadAsync(needs, None);

        Assert.Equal(3, state.Chats.Count);
        ShouldBe.Same(await FindChatAsync(byId.Id), state.Find(byId.Id));
        ShouldBe.Same(group, state.Find(group.Id));
        ShouldBe.Same(byPair, state.Find(byPair.Pair.Value));
        Assert.Equal([user.Id], state.Users);
        ShouldBe.Same(record, Assert.Single(state.IdempotencyRecords).Value);
        Assert.Equal(2, state.Files.Count);
        Assert.Equal(first, state.Files[byFileId]);
        Assert.Equal(newest, state.Files[byName]);
    }

    [SkippableFact]
    public async Task Load_WhenAChatIsNamedByIdentifierAndPair_ThenItIsOneChat()
    {
        var chat = await AddDirectChatAsync();
        var needs = new LoadRequest();
        needs.Chats.Add(chat.Id);
        needs.Pairs.Add(chat.Pair!.Value);

        var state = await Store.CommitStore.LoadAsync(needs, None);

        Assert.Same(state.Find(chat.Id), state.Find(chat.Pair.Value));
        Assert.Single(state.Chats);
    }

    [SkippableFact]
    public async Task Load_WhenTheChatIsChangedByItsCaller_ThenTheStoreIsNot()
    {
        var chat = await AddDirectChatAsync();
        var loaded = await LoadAsync(chat.Id);

        Append(new ChangeSet(), new ChatChange(loaded, isNew: false), loaded.Members[0].UserId);

        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
        ShouldBe.Same(chat, await LoadAsync(chat.Id));
    }

    [SkippableFact]
    public async Task Commit_WhenChatIsNew_ThenItsMembersAndMessagesAreThere()
    {
        var chat = NewDirectChat();
        var round = new ChangeSet();
        var change = new ChatChange(chat, isNew: true);
        Append(round, change, chat.Members[0].UserId);
        Append(round, change, chat.Members[1].UserId);

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
        await AssertHistoryAsync(round.Messages, chat.Id);
    }

    [SkippableFact]
    public async Task Commit_WhenChatIsKnown_ThenItsNumberTimeAndTheSendersMarkersMove()
    {
        var added = Chat.Group(NewId<Chat>(), null, [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        await Store.Chats.AddAsync(added, None);
        var round = new ChangeSet();
        var change = new ChatChange(await LoadAsync(added.Id), isNew: false);
        Append(round, change, added.Members[0].UserId);
        Append(round, change, added.Members[2].UserId, at: Noon.AddHours(1));

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var found = await FindChatAsync(added.Id);
        Assert.Equal(2, found.LastSequence);
        Assert.Equal(Noon.AddHours(1), found.UpdatedAt);
        Assert.Equal(added.CreatedAt, found.CreatedAt);
        Assert.Equal(added.Revision, found.Revision);
        Assert.Equal([1, 0, 2], found.Members.Select(member => member.ReadUpTo));
        await AssertHistoryAsync(round.Messages, added.Id);
    }

    [SkippableFact]
    public async Task Commit_WhenMarkersInMemoryAreOlder_ThenNoMarkerGoesBack()
    {
        var (sender, reader) = (NewId<User>(), NewId<User>());
        var facts = new ChatState(NewId<Chat>(), ChatKind.Direct, null, 0, 0, Noon, Noon);
        await Store.Chats.AddAsync(Chat.Restore(facts, [new Member(sender, 9), new Member(reader, 5)]), None);
        var round = new ChangeSet();
        var cached = Chat.Restore(facts, [new Member(sender, 0), new Member(reader, 0)]);
        Append(round, new ChatChange(cached, isNew: false), sender);

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal([9, 5], (await FindChatAsync(facts.Id)).Members.Select(member => member.ReadUpTo));
    }

    [SkippableFact]
    public async Task Commit_WhenRoundIsOfFullSize_ThenAllOfIt()
    {
        const int Chats = 100;
        const int MessagesOfEach = 5;
        var round = new ChangeSet();
        for (var i = 0; i < Chats; i++)
        {
            // Every other chat is new.
            var isNew = i % 2 == 0;
            var change = new ChatChange(isNew ? NewDirectChat() : await AddDirectChatAsync(), isNew);
            for (var n = 0; n < MessagesOfEach; n++)
                RecordKey(round, Append(round, change, change.Chat.Members[n % 2].UserId), $"key-{n}");
        }

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        foreach (var change in round.Chats)
        {
            ShouldBe.Same(change.Chat, await FindChatAsync(change.Chat.Id));
            await AssertHistoryAsync([.. round.Messages.Where(message => message.ChatId == change.Chat.Id)], change.Chat.Id);
        }

        foreach (var record in round.IdempotencyRecords)
            ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    [SkippableFact]
    public async Task Commit_WhenTheLastNumberIsStale_ThenConflictAndNothingIsWritten()
    {
        var chat = await AddDirectChatAsync();
        var stale = await LoadAsync(chat.Id);
        await SendAsync(chat.Id, 1);

        await AssertNotWrittenAsync(CommitResult.Conflict, round => Append(round, new ChatChange(stale, isNew: false), stale.Members[1].UserId));
    }

    [SkippableFact]
    public async Task Commit_WhenTheLastNumberIsAheadOfTheStore_ThenConflictAndNothingIsWritten()
    {
        var chat = await AddDirectChatAsync();
        var ahead = await LoadAsync(chat.Id);
        // Appended to before the change was made of it, as if a commit that failed had been believed.
        Append(new ChangeSet(), new ChatChange(ahead, isNew: false), ahead.Members[0].UserId);

        await AssertNotWrittenAsync(CommitResult.Conflict, round => Append(round, new ChatChange(ahead, isNew: false), ahead.Members[0].UserId));
    }

    [SkippableTheory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task Commit_WhenTheStoredRevisionIsSeven_ThenOnlySevenIsCommitted(long revision, bool committed)
    {
        var (one, other) = (new Member(NewId<User>(), 0), new Member(NewId<User>(), 0));
        var facts = new ChatState(NewId<Chat>(), ChatKind.Group, null, 7, 0, Noon, Noon);
        await Store.Chats.AddAsync(Chat.Restore(facts, [one, other]), None);
        var cached = Chat.Restore(facts with { Revision = revision }, [one, other]);

        if (!committed)
        {
            await AssertNotWrittenAsync(CommitResult.Conflict, round => Append(round, new ChatChange(cached, isNew: false), one.UserId));
            return;
        }

        var round = new ChangeSet();
        Append(round, new ChatChange(cached, isNew: false), one.UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        Assert.Equal(7, (await FindChatAsync(facts.Id)).Revision);
    }

    [SkippableFact]
    public async Task Commit_WhenChatIsGone_ThenConflictAndNothingIsWritten()
    {
        var unknown = NewDirectChat();

        await AssertNotWrittenAsync(CommitResult.Conflict, round => Append(round, new ChatChange(unknown, isNew: false), unknown.Members[0].UserId));
    }

    [SkippableFact]
    public async Task Commit_WhenThePairHasItsChatByNow_ThenConflictAndNothingIsWritten()
    {
        var first = await AddDirectChatAsync();
        var second = Chat.Direct(NewId<Chat>(), first.Members[0].UserId, first.Members[1].UserId, Noon);

        await AssertNotWrittenAsync(CommitResult.Conflict, round => Append(round, new ChatChange(second, isNew: true), first.Members[0].UserId));
    }

    [SkippableFact]
    public async Task Commit_WhenTheKeyIsUsedByNow_ThenUsedKeyAndNothingIsWritten()
    {
        var used = await RecordAsync(await AddDirectChatAsync(), "k");
        var (known, created) = (await AddDirectChatAsync(), NewDirectChat());

        await AssertNotWrittenAsync(CommitResult.UsedKey, round =>
        {
            Append(round, new ChatChange(created, isNew: true), created.Members[0].UserId);
            RecordKey(round, Append(round, new ChatChange(known, isNew: false), known.Members[0].UserId), "free");
            var repeated = Append(round, round.Chats[0], created.Members[1].UserId);
            round.IdempotencyRecords.Add(used with { Message = repeated });
        });
    }

    [SkippableFact]
    public async Task Commit_WhenTheKeyIsAnotherUsers_ThenCommitted()
    {
        var used = await RecordAsync(await AddDirectChatAsync(), "k");
        var chat = await AddDirectChatAsync();

        var record = await RecordAsync(chat, "k");

        ShouldBe.Same(used, await Store.IdempotencyRecords.FindAsync(used.Key, None));
        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    /// <summary>In rounds of few chats and of more, since a store may look at many in another way than at each by itself.</summary>
    [SkippableTheory]
    [InlineData(7, 0, "stale")]
    [InlineData(7, 1, "ahead")]
    [InlineData(7, 6, "revision")]
    [InlineData(7, 1, "gone")]
    [InlineData(8, 0, "stale")]
    [InlineData(8, 1, "ahead")]
    [InlineData(8, 7, "revision")]
    [InlineData(8, 2, "gone")]
    [InlineData(20, 19, "stale")]
    [InlineData(20, 0, "ahead")]
    [InlineData(20, 10, "revision")]
    [InlineData(20, 0, "gone")]
    public async Task Commit_WhenOneOfSeveralChatsConflicts_ThenNothingOfAnyIsWritten(int count, int position, string how)
    {
        var chats = new List<Chat>();
        for (var i = 0; i < count; i++)
            chats.Add(await LoadAsync((await AddDirectChatAsync()).Id));
        chats[position] = await MakeUntrueAsync(chats[position], how);

        await AssertNotWrittenAsync(CommitResult.Conflict, round =>
        {
            for (var i = 0; i < count; i++)
                RecordKey(round, Append(round, new ChatChange(chats[i], isNew: false), chats[i].Members[0].UserId), $"k{i}");
        });
    }

    [SkippableTheory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public async Task Commit_WhenChatsOfDifferentRevisionsAndNumbersAreAsDecidedOn_ThenAllIsWritten(int count)
    {
        var round = new ChangeSet();
        for (var i = 0; i < count; i++)
        {
            var facts = new ChatState(NewId<Chat>(), ChatKind.Group, null, i / 2, 0, Noon, Noon);
            await Store.Chats.AddAsync(Chat.Restore(facts, [new Member(NewId<User>(), 0), new Member(NewId<User>(), 0)]), None);
            await SendAsync(facts.Id, 1 + (i % 3));
            var change = new ChatChange(await LoadAsync(facts.Id), isNew: false);
            Append(round, change, change.Chat.Members[1].UserId);
        }

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        foreach (var change in round.Chats)
            ShouldBe.Same(change.Chat, await FindChatAsync(change.Chat.Id));
    }

    [SkippableFact]
    public async Task Commit_WhenDecidedAnewAfterAConflict_ThenCommitted()
    {
        var chat = await AddDirectChatAsync();
        var stale = await LoadAsync(chat.Id);
        await SendAsync(chat.Id, 1);
        await AssertNotWrittenAsync(CommitResult.Conflict, round => Append(round, new ChatChange(stale, isNew: false), stale.Members[0].UserId));

        await SendAsync(chat.Id, 1);

        Assert.Equal(2, (await FindChatAsync(chat.Id)).LastSequence);
    }

    [SkippableFact]
    public async Task Status_WhenTheStoreWorks_ThenReady() => await Eventually.HoldsAsync(() => Store.Status.IsReadyAsync(None));

    private async Task AssertNotWrittenAsync(CommitResult expected, Action<ChangeSet> decide)
    {
        var round = new ChangeSet();
        decide(round);
        var before = await DescribeAsync(round);

        Assert.Equal(expected, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal(before, await DescribeAsync(round));
    }

    [SkippableFact]
    public async Task Commit_WhenFilesArePendingStagedOrBound_ThenTheyAreBound()
    {
        var chat = await AddDirectChatAsync();
        var sender = chat.Members[0].UserId;
        UploadedFile[] files =
        [
            await AddFileAsync(sender, "a.jpg", Noon, FileState.Pending),
            await AddFileAsync(sender, "b.jpg", Noon),
            await AddFileAsync(sender, "c.jpg", Noon, FileState.Bound),
        ];
        var round = RoundOf(chat, files);

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        foreach (var file in files)
            Assert.Equal(file with { State = FileState.Bound }, await Store.Files.FindAsync(new FileReference(sender, file.Id.ToString()), None));
        Assert.Empty(await Store.Files.AbandonUnusedAsync(Noon.AddYears(1), 10, None));
        await AssertHistoryAsync(round.Messages, chat.Id);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_WhenAFileIsAbandonedOrGone_ThenConflictAndNothingIsWritten(bool isGone)
    {
        var chat = await AddDirectChatAsync();
        var sender = chat.Members[0].UserId;
        var good = await AddFileAsync(sender, "good.jpg", Noon);
        var bad = await AddFileAsync(sender, "bad.jpg", Noon, FileState.Abandoned);
        if (isGone)
            await Store.Files.RemoveAsync(bad.Id, None);
        var round = RoundOf(await LoadAsync(chat.Id), good, bad);
        RecordKey(round, round.Messages[0], "k");
        var before = await DescribeAsync(round);

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal(before, await DescribeAsync(round));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(round.IdempotencyRecords[0].Key, None));
        Assert.Equal(good, await Store.Files.FindAsync(new FileReference(sender, good.Id.ToString()), None));
        Assert.Null(await Store.Files.FindAsync(new FileReference(sender, bad.Id.ToString()), None));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Tatil \u2013 2026")]
    public async Task Commit_WhenAMediaMessageHasACaptionOrNone_ThenItIsReadAsItWasSent(string? caption)
    {
        var chat = await AddDirectChatAsync();
        var sender = chat.Members[0].UserId;
        var file = await AddFileAsync(sender, "a.jpg", Noon);
        var round = new ChangeSet();
        var message = Append(round, new ChatChange(chat, isNew: false), place => Message.OfMedia(place, file.Content, caption), sender);
        round.BoundFiles.Add(file.Id);
        RecordKey(round, message, "k");
        await Store.CommitStore.CommitAsync(round, None);

        ShouldBe.Same(message, await Store.Messages.FindAsync(message.Id, None));
        ShouldBe.Same(round.IdempotencyRecords[0], await Store.IdempotencyRecords.FindAsync(round.IdempotencyRecords[0].Key, None));
    }

    /// <summary>A media message for each file, in one round that binds them.</summary>
    private ChangeSet RoundOf(Chat chat, params IEnumerable<UploadedFile> files)
    {
        var round = new ChangeSet();
        var change = new ChatChange(chat, isNew: false);
        foreach (var file in files)
        {
            Append(round, change, place => Message.OfMedia(place, file.Content), file.OwnerId);
            round.BoundFiles.Add(file.Id);
        }

        return round;
    }

    /// <summary>All that can be seen, through every port, of what the round was to change.</summary>
    private async Task<string> DescribeAsync(ChangeSet round)
    {
        var text = new StringBuilder();
        var pairs = new LoadRequest();
        foreach (var change in round.Chats)
        {
            Describe(text, await Store.Chats.FindAsync(change.Chat.Id, None));
            foreach (var message in await Store.Messages.PageAsync(change.Chat.Id, new HistoryWindow(null, 0, 100), None))
                text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {message.Sequence} {message.Readable!.Id}");
            if (change.Chat.Pair is { } pair)
                pairs.Pairs.Add(pair);
        }

        foreach (var chat in (await Store.CommitStore.LoadAsync(pairs, None)).Chats.OrderBy(chat => chat.Id))
            Describe(text, chat);
        foreach (var message in round.Messages)
            text.AppendLine((await Store.Messages.FindAsync(message.Id, None))?.Readable!.Content ?? "no message");
        foreach (var record in round.IdempotencyRecords)
            text.AppendLine((await Store.IdempotencyRecords.FindAsync(record.Key, None))?.Message?.Id.ToString() ?? "no record");
        return text.ToString();
    }

    private static void Describe(StringBuilder text, Chat? chat) => text.AppendLine(chat is null
        ? "no chat"
        : $"{chat.Id} {chat.Revision} {chat.LastSequence} {chat.UpdatedAt:O} {string.Join(", ", chat.Members)}");

    /// <summary>What a node might hold of a chat that isn't so, or not any more.</summary>
    private async Task<Chat> MakeUntrueAsync(Chat cached, string how)
    {
        switch (how)
        {
            case "stale":
                await SendAsync(cached.Id, 1);
                return cached;
            case "ahead":
                Append(new ChangeSet(), new ChatChange(cached, isNew: false), cached.Members[0].UserId);
                return cached;
            case "revision":
                var blocked = await LoadAsync(cached.Id);
                blocked.Block(blocked.Members[1].UserId, Noon);
                Assert.True(await Store.Chats.SaveBlocksAsync(blocked, None));
                return cached;
            default:
                return NewDirectChat();
        }
    }

    private async Task<Chat> LoadAsync(Id<Chat> id)
    {
        var needs = new LoadRequest();
        needs.Chats.Add(id);
        return (await Store.CommitStore.LoadAsync(needs, None)).Find(id)!;
    }

    private async Task<IdempotencyRecord> RecordAsync(Chat chat, string key)
    {
        var round = new ChangeSet();
        RecordKey(round, Append(round, new ChatChange(await LoadAsync(chat.Id), isNew: false), chat.Members[0].UserId), key);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return round.IdempotencyRecords[0];
    }

    private static void RecordKey(ChangeSet round, Message message, string key) =>
        round.IdempotencyRecords.Add(IdempotencyRecord.OfMessage(new IdempotencyKey(message.SenderId, $"{key}/{message.Sequence}"), Fingerprint.Of(message.Content), message));

    private async Task AssertHistoryAsync(List<Message> expected, Id<Chat> chatId)
    {
        var found = await Store.Messages.PageAsync(chatId, new HistoryWindow(null, 0, expected.Count + 1), None);
        Assert.Equal(expected.Count, found.Count);
        foreach (var (message, stored) in expected.Zip(found))
            ShouldBe.Same(message, stored);
    }

    private async Task<UploadedFile> AddFileAsync(Id<User> owner, string name, DateTime at, FileState state = FileState.Staged)
    {
        var id = NewId<UploadedFile>();
        var file = new UploadedFile(id, owner, new MediaContent(MediaKind.Image, name, 10, null, 1, 1, $"k{id}", null), at, state);
        await Store.Files.AddAsync(file, None);
        return file;
    }
}
