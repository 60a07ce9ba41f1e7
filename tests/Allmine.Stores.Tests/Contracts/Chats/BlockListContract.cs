using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Chats;

/// <summary>The list of those whom a user has blocked.</summary>
public abstract class BlockListContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Blocks_WhenThereAreNone_ThenEmpty()
    {
        var chat = await AddBlockedAsync(NewId<User>(), Noon);

        // Who is blocked has blocked nobody.
        Assert.Empty(await Store.Chats.BlocksAsync(chat.OtherThan(chat.Blocks[0].By)!.Value, null, 10, None));
        Assert.Empty(await Store.Chats.BlocksAsync(NewId<User>(), null, 10, None));
    }

    /// <summary>Times in no order, some of them equal, and some that were not noted, in chats that are open and not.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Blocks_WhenTheyArePagedThrough_ThenEachIsThereOnceTheNewestFirst(int limit)
    {
        var user = NewId<User>();
        var expected = new List<BlockPosition>();
        DateTime?[] times = [Noon, Noon.AddHours(2), Noon, null, Noon.AddDays(-1), null, Noon, Noon.AddMilliseconds(1), null, Noon.AddHours(-1)];
        foreach (var at in times)
        {
            var chat = await AddBlockedAsync(user, at, isOpen: expected.Count % 2 == 0);
            expected.Add(new BlockPosition(at ?? DateTime.UnixEpoch, chat.OtherThan(user)!.Value));
        }

        expected = [.. expected.OrderByDescending(block => block.At).ThenByDescending(block => block.BlockedId)];
        var (found, pages) = (new List<BlockPosition>(), 0);
        IReadOnlyList<BlockPosition> page;
        do
        {
            page = await Store.Chats.BlocksAsync(user, found.Count == 0 ? null : found[^1], limit, None);
            found.AddRange(page);
            pages++;
        }
        while (page.Count == limit);

        Assert.Equal(expected, found);
        Assert.Equal((expected.Count / limit) + 1, pages);
    }

    [SkippableFact]
    public async Task Blocks_WhenOneIsTakenBackAndAnotherSet_ThenTheListSaysSo()
    {
        var user = NewId<User>();
        var (one, other) = (await AddBlockedAsync(user, Noon), await AddBlockedAsync(user, Noon.AddHours(1)));
        var third = Chat.Direct(NewId<Chat>(), user, NewId<User>(), Noon);
        Assert.True(await Store.Chats.AddAsync(third, None));

        other.Unblock(user);
        Assert.True(await Store.Chats.SaveBlocksAsync(other, None));
        third.Block(user, Noon.AddMinutes(-5));
        Assert.True(await Store.Chats.SaveBlocksAsync(third, None));
        // The other one blocks, too: that is another list.
        third.Block(third.OtherThan(user)!.Value, Noon.AddHours(9));
        Assert.True(await Store.Chats.SaveBlocksAsync(third, None));
        await SendAsync(third.Id, 1);

        Assert.Equal([one.OtherThan(user), third.OtherThan(user)], (await Store.Chats.BlocksAsync(user, null, 10, None)).Select(block => (Id<User>?)block.BlockedId));
        Assert.Equal([new BlockPosition(Noon.AddHours(9), user)], await Store.Chats.BlocksAsync(third.OtherThan(user)!.Value, null, 10, None));
        ShouldBe.Same(await FindChatAsync(third.Id), await Store.Chats.FindAsync(third.Pair!.Value, None));
        Assert.Equal([Noon.AddMinutes(-5), Noon.AddHours(9)], (await FindChatAsync(third.Id)).Blocks.Select(block => block.At!.Value).Order());
    }

    private async Task<Chat> AddBlockedAsync(Id<User> user, DateTime? at, bool isOpen = true)
    {
        var other = NewId<User>();
        var plain = isOpen ? Chat.Direct(NewId<Chat>(), user, other, Noon) : Chat.Unopened(NewId<Chat>(), user, other);
        var facts = new ChatState(plain.Id, plain.Kind, null, 0, 0, plain.CreatedAt, plain.UpdatedAt);
        var chat = Chat.Restore(facts, plain.Members, [new Block(user, at)]);
        Assert.True(await Store.Chats.AddAsync(chat, None));
        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
        return chat;
    }
}
