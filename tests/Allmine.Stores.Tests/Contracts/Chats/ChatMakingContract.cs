using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;

namespace Allmine.Stores.Tests.Contracts.Chats;

/// <summary>Chats that are made or opened by rounds, without a message, and what is recorded under the keys they were asked for with.</summary>
public abstract class ChatMakingContract(IStoreFixture store) : CreditsContract(store)
{
    [SkippableFact]
    public async Task Commit_WhenAChatIsMade_ThenItIsThereWithoutAMessage()
    {
        var (group, direct) = (Chat.Group(NewId<Chat>(), "Pazar", [NewId<User>(), NewId<User>(), NewId<User>()], Noon), NewDirectChat());
        var round = new ChangeSet { Chats = { new ChatChange(group, isNew: true), new ChatChange(direct, isNew: true) } };

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        foreach (var chat in new[] { group, direct })
        {
            ShouldBe.Same(chat, await FindChatAsync(chat.Id));
            ShouldBe.Same(chat, Assert.Single((await Store.Chats.PageAsync(chat.Members[1].UserId, null, 10, None)).Chats));
        }

        Assert.Equal([ChatRole.Owner, ChatRole.Member, ChatRole.Member], (await FindChatAsync(group.Id)).Members.Select(member => member.Role));
        Assert.Equal([ChatRole.Member, ChatRole.Member], (await FindChatAsync(direct.Id)).Members.Select(member => member.Role));
    }

    [SkippableFact]
    public async Task Commit_WhenTheDirectChatIsThereByNow_ThenConflictsAndNothingIsRecorded()
    {
        var there = await AddDirectChatAsync();
        var mine = Chat.Direct(NewId<Chat>(), there.Members[0].UserId, there.Members[1].UserId, Noon);
        var record = RecordOf(there.Members[0].UserId, "k", new OpenedChat(mine.Id, Created: true));

        var result = await Store.CommitStore.CommitAsync(new ChangeSet { Chats = { new ChatChange(mine, isNew: true) }, IdempotencyRecords = { record } }, None);

        Assert.Equal(CommitResult.Conflict, result);
        Assert.Null(await Store.IdempotencyRecords.FindAsync(record.Key, None));
        Assert.Null(await Store.Chats.FindAsync(mine.Id, None));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Record_WhenAChatWasAskedForUnderAKey_ThenItIsFoundAsItWasRecorded(bool created)
    {
        var chat = NewDirectChat();
        var user = chat.Members[0].UserId;
        var record = RecordOf(user, "k", new OpenedChat(chat.Id, created)).By(new Actor(NewId<User>(), ActorRole.Service));
        var round = new ChangeSet { Chats = { new ChatChange(chat, isNew: true) }, IdempotencyRecords = { record } };
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
        ShouldBe.Same(record, (await Store.CommitStore.LoadAsync(new LoadRequest { Keys = { record.Key } }, None)).IdempotencyRecords[record.Key]);
        // The same text is another key of a send.
        Assert.Null(await Store.IdempotencyRecords.FindAsync(record.Key with { Scope = IdempotencyScope.Sends }, None));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(record.Key with { UserId = chat.Members[1].UserId }, None));
        await AssertSoundAsync();
        await Store.ReopenAsync();
        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    [SkippableFact]
    public async Task Record_WhenTheKeyIsUsed_ThenNothingIsWritten()
    {
        var (first, second) = (NewDirectChat(), NewDirectChat());
        var record = RecordOf(first.Members[0].UserId, "k", new OpenedChat(first.Id, Created: true));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(new ChangeSet { Chats = { new ChatChange(first, isNew: true) }, IdempotencyRecords = { record } }, None));

        var again = record with { Chat = new OpenedChat(second.Id, Created: true) };
        var result = await Store.CommitStore.CommitAsync(new ChangeSet { Chats = { new ChatChange(second, isNew: true) }, IdempotencyRecords = { again } }, None);

        Assert.Equal(CommitResult.UsedKey, result);
        Assert.Null(await Store.Chats.FindAsync(second.Id, None));
        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    /// <summary>A chat that was there is recorded too: the round has nothing else.</summary>
    [SkippableFact]
    public async Task Record_WhenTheRoundHasNothingElse_ThenItIsWritten()
    {
        var chat = await AddDirectChatAsync();
        var record = RecordOf(chat.Members[0].UserId, "k", new OpenedChat(chat.Id, Created: false));

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(new ChangeSet { IdempotencyRecords = { record } }, None));

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
    }

    [SkippableFact]
    public async Task Load_WhenARecordOfAChatCantBeRead_ThenItIsMarkedAndTheOthersLoaded()
    {
        var chat = await AddDirectChatAsync();
        var user = chat.Members[0].UserId;
        var (bad, good) = (RecordOf(user, "bad", new OpenedChat(chat.Id, false)), RecordOf(user, "good", new OpenedChat(chat.Id, false)));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(new ChangeSet { IdempotencyRecords = { bad, good } }, None));
        await Store.SpoilRecordOfAsync(bad.Key);

        var state = await Store.CommitStore.LoadAsync(new LoadRequest { Keys = { bad.Key, good.Key } }, None);

        Assert.True(state.IsUnreadable(bad.Key));
        ShouldBe.Same(good, Assert.Single(state.IdempotencyRecords).Value);
    }

    [SkippableFact]
    public async Task Make_WhenOneKeyIsUsedFiftyTimesAtOnceOnTwoNodes_ThenOneGroup()
    {
        var (owner, other) = (await AddUserAsync(), await AddUserAsync());
        var nodes = new[] { NewNode(), NewNode() };

        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => nodes[i % 2].CommitAsync(
            new MakeGroupIntent(NewId<Chat>(), "Pazar", owner, [other], new IdempotencyKey(owner, "k", IdempotencyScope.Chats), Fingerprint.Of("Pazar"))))));

        var chat = Assert.Single((await Store.Chats.PageAsync(other, null, 10, None)).Chats);
        Assert.All(made, committed => Assert.Equal(new OpenedChat(chat.Id, Created: true), committed.Chat));
        Assert.Single(made, committed => !committed.Replayed);
    }

    [SkippableFact]
    public async Task Open_WhenBothAskForTheDirectChatAtOnceOnTwoNodes_ThenOneChatThatWasMadeOnce()
    {
        for (var repetition = 0; repetition < 5; repetition++)
        {
            var (one, other) = (await AddUserAsync(), await AddUserAsync());
            if (repetition % 2 == 1)
                Assert.True(await Store.Chats.AddAsync(Chat.Unopened(NewId<Chat>(), one, other), None));
            var nodes = new[] { NewNode(), NewNode() };

            var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
                nodes[i % 2].CommitAsync(new OpenDirectChatIntent(i % 2 == 0 ? one : other, i % 2 == 0 ? other : one, null, null)))));

            Assert.Single(opened.Select(committed => committed.Chat.Id).Distinct());
            Assert.Single(opened, committed => committed.Chat.Created);
            Assert.True(Assert.Single((await Store.Chats.PageAsync(one, null, 10, None)).Chats).IsOpen);
        }
    }

    private static IdempotencyRecord RecordOf(Id<User> user, string key, OpenedChat chat) =>
        IdempotencyRecord.OfChat(new IdempotencyKey(user, key, IdempotencyScope.Chats), Fingerprint.Of("chat", key), chat, TimeProvider.System.GetUtcNow().UtcDateTime.Date);
}
