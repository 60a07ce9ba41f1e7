using Allmine.Application.GroupCommit;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Store;

namespace Allmine.Stores.Tests.Contracts.Chats;

public abstract class ReadMarkerContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task MarkRead_WhenFurther_ThenMovesThatMarkerAloneAndNothingElse()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        var before = await FindChatAsync(chat.Id);

        Assert.Equal(3, await Store.Chats.MarkReadAsync(chat.Id, chat.Members[1].UserId, 3, None));

        var marked = await FindChatAsync(chat.Id);
        Assert.Equal([5, 3], marked.Members.Select(member => member.ReadUpTo));
        Assert.Equal((before.Revision, before.LastSequence, before.UpdatedAt), (marked.Revision, marked.LastSequence, marked.UpdatedAt));
        ShouldBe.Same(marked, await Store.Chats.FindAsync(chat.Pair!.Value, None));
        ShouldBe.Same(marked, Assert.Single(await Store.Chats.FindAllAsync([chat.Id, NewId<Chat>()], None)));
        ShouldBe.Same(marked, Assert.Single((await Store.Chats.PageAsync(chat.Members[1].UserId, null, 10, None)).Chats));
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task MarkRead_WhenReadAlready_ThenStays(long sequence)
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        await Store.Chats.MarkReadAsync(chat.Id, chat.Members[1].UserId, 3, None);

        Assert.Equal(3, await Store.Chats.MarkReadAsync(chat.Id, chat.Members[1].UserId, sequence, None));

        Assert.Equal(3, (await FindChatAsync(chat.Id)).ReadUpTo(chat.Members[1].UserId));
    }

    [SkippableFact]
    public async Task MarkRead_WhenTheLastOfManyMembers_ThenItIsThatOnes()
    {
        var chat = Chat.Group(NewId<Chat>(), null, Enumerable.Range(0, Chat.MaxMembers).Select(_ => NewId<User>()), Noon);
        await Store.Chats.AddAsync(chat, None);
        await SendAsync(chat.Id, 2);

        await Store.Chats.MarkReadAsync(chat.Id, chat.Members[^1].UserId, 2, None);

        var marked = await FindChatAsync(chat.Id);
        Assert.Equal([chat.Members[0].UserId, chat.Members[^1].UserId], marked.Members.Where(member => member.ReadUpTo == 2).Select(member => member.UserId));
    }

    /// <summary>A node that sends to a chat it holds in memory knows nothing of what was read since.</summary>
    [SkippableFact]
    public async Task Commit_WhenTheCachedChatHasOldMarkers_ThenNoneGoesBack()
    {
        var chat = Chat.Group(NewId<Chat>(), null, [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        await Store.Chats.AddAsync(chat, None);
        await SendAsync(chat.Id, 5);
        var (sender, reader) = (chat.Members[1].UserId, chat.Members[2].UserId);
        var cached = await FindChatAsync(chat.Id);
        await Store.Chats.MarkReadAsync(chat.Id, sender, 4, None);
        await Store.Chats.MarkReadAsync(chat.Id, reader, 5, None);

        var round = new ChangeSet();
        Append(round, new ChatChange(cached, isNew: false), sender);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal([5, 6, 5], (await FindChatAsync(chat.Id)).Members.Select(member => member.ReadUpTo));
    }

    /// <summary>
    /// Two nodes send while everybody reads on: each marker moves forward only, is never behind one's own last message, and
    /// so what comes after it is of others.
    /// </summary>
    [SkippableFact]
    public async Task MarkRead_WhenManySendAndReadAtOnce_ThenNoMarkerGoesBackOrFallsBehindOnesOwnMessage()
    {
        var chat = Chat.Group(NewId<Chat>(), null, Enumerable.Range(0, 4).Select(_ => NewId<User>()), Noon);
        await Store.Chats.AddAsync(chat, None);
        GroupCommitEngine[] nodes = [GroupCommitContract.NewNode(Store), GroupCommitContract.NewNode(Store)];

        await Task.WhenAll(chat.Members.Select((member, i) => Task.Run(() => SendAndReadAsync(chat.Id, member.UserId, nodes[i % 2], new Random(i)))));

        var end = await FindChatAsync(chat.Id);
        Assert.Equal(4 * 25, end.LastSequence);
    }

    private async Task SendAndReadAsync(Id<Chat> id, Id<User> user, GroupCommitEngine node, Random random)
    {
        var atLeast = 0L;
        for (var i = 0; i < 25; i++)
        {
            var own = await node.CommitAsync(GroupCommitContract.To(NewId<Domain.Messages.Message>(), id, user));
            atLeast = Math.Max(atLeast, own.Message.Sequence);
            var seen = await FindChatAsync(id);
            Assert.InRange(seen.ReadUpTo(user), atLeast, seen.LastSequence);

            var sequence = random.NextInt64(seen.LastSequence + 1);
            atLeast = Math.Max(atLeast, sequence);
            await Store.Chats.MarkReadAsync(id, user, sequence, None);
            var marked = await FindChatAsync(id);
            Assert.InRange(marked.ReadUpTo(user), atLeast, marked.LastSequence);
        }
    }
}
