using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.GetBlock;
using Allmine.Application.Blocks.UnblockUser;
using Allmine.Application.Chats.CreateChat;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Store;

namespace Allmine.Stores.Tests.Contracts.Chats;

/// <summary>Blocks, the direct chats that keep them, and what they do to sends on whichever node.</summary>
public abstract class BlockContract(IStoreFixture store) : StoreContract(store)
{
    private const int Nodes = 2;

    [SkippableFact]
    public async Task SaveBlocks_WhenTheRevisionIsTheOneBefore_ThenBlocksAndRevisionAreKeptAndNothingElseChanges()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 2);
        foreach (var member in chat.Members)
        {
            var changed = await FindChatAsync(chat.Id);
            changed.Block(member.UserId, Noon);

            Assert.True(await Store.Chats.SaveBlocksAsync(changed, None));

            ShouldBe.Same(changed, await FindChatAsync(chat.Id));
        }

        foreach (var member in chat.Members)
        {
            var changed = await FindChatAsync(chat.Id);
            changed.Unblock(member.UserId);

            Assert.True(await Store.Chats.SaveBlocksAsync(changed, None));

            ShouldBe.Same(changed, await FindChatAsync(chat.Id));
        }
    }

    [SkippableFact]
    public async Task SaveBlocks_WhenSomebodyWasAhead_ThenFalseAndNothingIsWritten()
    {
        var chat = await AddDirectChatAsync();
        var (one, other) = (await FindChatAsync(chat.Id), await FindChatAsync(chat.Id));
        one.Block(chat.Members[0].UserId, Noon);
        other.Block(chat.Members[1].UserId, Noon);
        Assert.True(await Store.Chats.SaveBlocksAsync(one, None));

        Assert.False(await Store.Chats.SaveBlocksAsync(other, None));

        ShouldBe.Same(one, await FindChatAsync(chat.Id));
    }

    [SkippableFact]
    public async Task SaveBlocksAndOpen_WhenThereIsNoSuchChat_ThenNothingIsWritten()
    {
        var chat = Chat.Unopened(NewId<Chat>(), NewId<User>(), NewId<User>());
        chat.Block(chat.Members[0].UserId, Noon);
        Assert.False(await Store.Chats.SaveBlocksAsync(chat, None));

        var opened = Chat.Unopened(NewId<Chat>(), NewId<User>(), NewId<User>());
        Assert.Equal(CommitResult.Conflict, await OpenAsync(opened, Noon));

        Assert.Null(await Store.Chats.FindAsync(chat.Id, None));
        Assert.Null(await Store.Chats.FindAsync(opened.Pair!.Value, None));
    }

    [SkippableFact]
    public async Task SaveBlocks_WhenAMessageCameMeanwhile_ThenBothStay()
    {
        var chat = await AddDirectChatAsync();
        var blocked = await FindChatAsync(chat.Id);
        blocked.Block(chat.Members[0].UserId, Noon);
        await SendAsync(chat.Id, 1);

        Assert.True(await Store.Chats.SaveBlocksAsync(blocked, None));

        var found = await FindChatAsync(chat.Id);
        Assert.Equal((1, 1, true), (found.LastSequence, found.Revision, found.IsBlocked));
        Assert.Equal([1, 0], found.Members.Select(member => member.ReadUpTo));
    }

    [SkippableFact]
    public async Task Add_WhenUnopened_ThenItIsFoundByItsPairAndInNobodysList()
    {
        var chat = await AddUnopenedAsync();

        ShouldBe.Same(chat, await Store.Chats.FindAsync(chat.Pair!.Value, None));
        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
        Assert.Empty(await ListAsync(chat.Members[0].UserId));
        Assert.Empty(await ListAsync(chat.Members[1].UserId));
    }

    [SkippableFact]
    public async Task Find_WhenThePairHasNoChat_ThenNull() =>
        Assert.Null(await Store.Chats.FindAsync(DirectPair.Of(NewId<User>(), NewId<User>()), None));

    [SkippableFact]
    public async Task Open_WhenUnopened_ThenItIsInTheListsOfBothWithItsBlocks()
    {
        var chat = await AddUnopenedAsync();

        Assert.Equal(CommitResult.Committed, await OpenAsync(chat, Noon));

        foreach (var member in chat.Members)
            ShouldBe.Same(chat, Assert.Single(await ListAsync(member.UserId)));
    }

    [SkippableFact]
    public async Task Open_WhenOpenedByAMessageMeanwhile_ThenConflictAndItsTimesStay()
    {
        var chat = Chat.Unopened(NewId<Chat>(), NewId<User>(), NewId<User>());
        Assert.True(await Store.Chats.AddAsync(chat, None));
        var sent = await SendAtAsync(chat.Id, Noon.AddMinutes(5));

        Assert.Equal(CommitResult.Conflict, await OpenAsync(chat, Noon));

        var found = await FindChatAsync(chat.Id);
        Assert.Equal((sent.CreatedAt, sent.CreatedAt, 0), (found.CreatedAt, found.UpdatedAt, found.Revision));
        Assert.Equal(chat.Id, Assert.Single(await ListAsync(chat.Members[1].UserId)).Id);
    }

    [SkippableFact]
    public async Task Open_WhenTheRevisionIsAnother_ThenConflictAndNothingIsWritten()
    {
        var chat = await AddUnopenedAsync();
        var opened = await FindChatAsync(chat.Id);
        chat.Unblock(chat.Blocks[0].By);
        Assert.True(await Store.Chats.SaveBlocksAsync(chat, None));

        Assert.Equal(CommitResult.Conflict, await OpenAsync(opened, Noon));

        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
    }

    [SkippableFact]
    public async Task Commit_WhenABlockCameAfterTheDecision_ThenConflict()
    {
        var chat = await AddDirectChatAsync();
        var cached = await FindChatAsync(chat.Id);
        chat.Block(chat.Members[1].UserId, Noon);
        await Store.Chats.SaveBlocksAsync(chat, None);
        var round = new ChangeSet();
        Append(round, new ChatChange(cached, isNew: false), chat.Members[0].UserId);

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal(0, (await FindChatAsync(chat.Id)).LastSequence);
    }

    [SkippableFact]
    public async Task Commit_WhenANewChatIsUnopenedByNow_ThenConflict()
    {
        var unopened = await AddUnopenedAsync();
        var mine = Chat.Direct(NewId<Chat>(), unopened.Members[0].UserId, unopened.Members[1].UserId, Noon);
        var round = new ChangeSet();
        Append(round, new ChatChange(mine, isNew: true), unopened.Members[0].UserId);

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));

        Assert.Null(await Store.Chats.FindAsync(mine.Id, None));
    }

    [SkippableFact]
    public async Task Block_WhenThereIsNoChatYet_ThenNeitherSendsUntilItIsTakenBack()
    {
        using var useCases = NewUseCases();
        var (one, other) = (await AddUserAsync(), await AddUserAsync());
        var node = GroupCommitContract.NewNode(Store);
        await useCases.SendAsync(one, new BlockUserCommand(other.ToString()));
        await useCases.SendAsync(one, new BlockUserCommand(other.ToString()));

        Assert.Equal((true, false), (await IsBlockedAsync(useCases, one, other), await IsBlockedAsync(useCases, other, one)));
        await AssertRefusedAsync(node, one, other);
        await AssertRefusedAsync(node, other, one);
        Assert.Empty(await ListAsync(one));

        await useCases.SendAsync(one, new UnblockUserCommand(other.ToString()));
        var first = await node.CommitAsync(ToUser(other, one));

        Assert.Equal(1, first.Message.Sequence);
        var chat = Assert.Single(await ListAsync(one));
        Assert.Equal((first.Message.ChatId, first.Message.CreatedAt), (chat.Id, chat.CreatedAt));
    }

    [SkippableFact]
    public async Task Block_WhenBothBlockAtOnceAndOneTakesItBack_ThenTheOthersStays()
    {
        using var useCases = NewUseCases();
        for (var i = 0; i < 10; i++)
        {
            var (one, other) = (await AddUserAsync(), await AddUserAsync());
            await Task.WhenAll(
                Task.Run(() => useCases.SendAsync(one, new BlockUserCommand(other.ToString()))),
                Task.Run(() => useCases.SendAsync(other, new BlockUserCommand(one.ToString()))),
                Task.Run(() => useCases.SendAsync(one, new CreateChatCommand([other.ToString()], null))));
            Assert.Equal((true, true), (await IsBlockedAsync(useCases, one, other), await IsBlockedAsync(useCases, other, one)));

            await useCases.SendAsync(one, new UnblockUserCommand(other.ToString()));

            Assert.Equal((false, true), (await IsBlockedAsync(useCases, one, other), await IsBlockedAsync(useCases, other, one)));
            await AssertRefusedAsync(GroupCommitContract.NewNode(Store), one, other);
            Assert.True(Assert.Single(await ListAsync(one)).IsOpen);
        }
    }

    /// <summary>The senders' nodes hold the chat in memory, or race to create it: once the block is answered, nothing gets in.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Block_WhenNodesAreSending_ThenNothingGetsInAfterItsAnswer(bool chatIsHeld)
    {
        using var useCases = NewUseCases();
        for (var repetition = 0; repetition < 5; repetition++)
        {
            var (one, other) = (await AddUserAsync(), await AddUserAsync());
            var nodes = Enumerable.Range(0, Nodes).Select(_ => GroupCommitContract.NewNode(Store)).ToList();
            if (chatIsHeld)
                await Task.WhenAll(nodes.Select(node => node.CommitAsync(ToUser(one, other))));

            var sent = new SendCount();
            var senders = nodes.SelectMany(node => new[] { (node, one, other), (node, other, one) })
                .Select(way => Task.Run(() => SendUntilBlockedAsync(way.node, way.Item2, way.Item3, sent))).ToList();
            if (chatIsHeld)
                await Eventually.HoldsAsync(() => sent.Value >= senders.Count);
            await useCases.SendAsync(one, new BlockUserCommand(other.ToString()));
            var atAnswer = await Store.Chats.FindAsync(DirectPair.Of(one, other), None);
            await Task.WhenAll(senders).WaitAsync(TimeSpan.FromMinutes(1));

            var atEnd = await Store.Chats.FindAsync(DirectPair.Of(one, other), None);
            ShouldBe.Same(atAnswer!, atEnd);
            foreach (var node in nodes)
                await AssertRefusedAsync(node, other, one);
        }
    }

    [SkippableFact]
    public async Task HasBlock_WhenOneOfManyHasBlockedOrIsBlocked_ThenIsTrueUntilItIsTakenBack()
    {
        using var useCases = NewUseCases();
        var (user, stranger) = (await AddUserAsync(), await AddUserAsync());
        List<Id<User>> others = [.. Enumerable.Range(0, 5).Select(_ => NewId<User>()), await AddUserAsync()];
        await useCases.SendAsync(stranger, new BlockUserCommand(others[^1].ToString()));
        Assert.False(await Store.Chats.HasBlockAsync(user, others, None));
        Assert.False(await Store.Chats.HasBlockAsync(user, [], None));

        foreach (var (by, whom) in new[] { (user, others[^1]), (others[^1], user) })
        {
            await useCases.SendAsync(by, new BlockUserCommand(whom.ToString()));
            Assert.True(await Store.Chats.HasBlockAsync(user, others, None));
            Assert.False(await Store.Chats.HasBlockAsync(user, others[..^1], None));
            await useCases.SendAsync(by, new UnblockUserCommand(whom.ToString()));
            Assert.False(await Store.Chats.HasBlockAsync(user, others, None));
        }
    }

    /// <summary>The nodes have the group in memory, and one of them the direct chat too: a block on another node counts all the same.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Block_WhenNodesSendInAGroupOfTheTwo_ThenNothingThatIsForTheOtherGetsIn(bool withAnother)
    {
        using var useCases = NewUseCases();
        var (one, other, third) = (await AddUserAsync(), await AddUserAsync(), await AddUserAsync());
        var group = Chat.Group(NewId<Chat>(), null, withAnother ? [one, other, third] : [one, other], Noon);
        Assert.True(await Store.Chats.AddAsync(group, None));
        var nodes = Enumerable.Range(0, Nodes).Select(_ => GroupCommitContract.NewNode(Store)).ToList();
        await nodes[0].CommitAsync(ToUser(one, other));
        foreach (var node in nodes)
            await node.CommitAsync(ToGroup(one));

        await useCases.SendAsync(other, new BlockUserCommand(one.ToString()));

        foreach (var node in nodes)
        {
            foreach (var sender in new[] { one, other })
                Assert.Equal(ErrorCode.Blocked, (await Assert.ThrowsAsync<RefusedException>(() => node.CommitAsync(ToGroup(sender)))).Code);
            if (withAnother)
                await node.CommitAsync(ToGroup(third));
        }

        SendIntent ToGroup(Id<User> sender)
        {
            Id<User>? target = withAnother ? sender == one ? other : one : null;
            return new(NewId<Message>(), sender, group.Id, target, new TextDraft(MessageText.From("Merhaba")));
        }
    }

    private static async Task<bool> IsBlockedAsync(UseCases useCases, Id<User> by, Id<User> whom) =>
        await useCases.SendAsync(by, new GetBlockQuery(whom.ToString()));

    private async Task SendUntilBlockedAsync(GroupCommitEngine node, Id<User> sender, Id<User> target, SendCount sent)
    {
        try
        {
            while (true)
            {
                await node.CommitAsync(ToUser(sender, target));
                sent.Add();
            }
        }
        catch (RefusedException refusal) when (refusal.Code == ErrorCode.Blocked)
        {
        }
    }

    private async Task AssertRefusedAsync(GroupCommitEngine node, Id<User> sender, Id<User> target) =>
        Assert.Equal(ErrorCode.Blocked, (await Assert.ThrowsAsync<RefusedException>(() => node.CommitAsync(ToUser(sender, target)))).Code);

    private async Task<Chat> AddUnopenedAsync()
    {
        var (one, other) = (NewId<User>(), NewId<User>());
        var chat = Chat.Unopened(NewId<Chat>(), one, other);
        chat.Block(other, Noon);
        Assert.True(await Store.Chats.AddAsync(chat, None));
        return chat;
    }

    private async Task<IReadOnlyList<Chat>> ListAsync(Id<User> user) => (await Store.Chats.PageAsync(user, null, 100, None)).Chats;

    private SendIntent ToUser(Id<User> sender, Id<User> target) =>
        new(NewId<Message>(), sender, null, target, new TextDraft(MessageText.From("Merhaba")));

    /// <summary>How many sends there were of all who send at once.</summary>
    private sealed class SendCount
    {
        private int value;

        public int Value => Volatile.Read(ref value);

        public void Add() => Interlocked.Increment(ref value);
    }
}
