using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Contracts.Chats;

public abstract class DeliveredMarkerContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task MarkDelivered_WhenFurther_ThenMovesThatMarkerAloneAndNothingElse()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        var before = await FindChatAsync(chat.Id);

        Assert.Equal(3, await Store.Chats.MarkDeliveredAsync(chat.Id, chat.Members[1].UserId, 3, None));

        var marked = await FindChatAsync(chat.Id);
        Assert.Equal([5, 3], marked.Members.Select(member => member.HasUpTo));
        Assert.Equal([5, 0], marked.Members.Select(member => member.ReadUpTo));
        Assert.Equal((before.Revision, before.LastSequence, before.LastChange, before.UpdatedAt), (marked.Revision, marked.LastSequence, marked.LastChange, marked.UpdatedAt));
        ShouldBe.Same(marked, await Store.Chats.FindAsync(chat.Pair!.Value, None));
        ShouldBe.Same(marked, Assert.Single(await Store.Chats.FindAllAsync([chat.Id], None)));
        ShouldBe.Same(marked, Assert.Single((await Store.Chats.PageAsync(chat.Members[1].UserId, null, 10, None)).Chats));
    }

    [SkippableTheory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public async Task MarkDelivered_WhenThereAlready_ThenStays(long sequence, long expected)
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        await Store.Chats.MarkDeliveredAsync(chat.Id, chat.Members[1].UserId, 3, None);

        Assert.Equal(expected, await Store.Chats.MarkDeliveredAsync(chat.Id, chat.Members[1].UserId, sequence, None));

        Assert.Equal(expected, (await FindChatAsync(chat.Id)).DeliveredUpTo(chat.Members[1].UserId));
    }

    [SkippableTheory]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public async Task MarkDelivered_WhenReadAlready_ThenItHasReachedThem(long sequence, long expected)
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        await Store.Chats.MarkReadAsync(chat.Id, chat.Members[1].UserId, 3, None);

        Assert.Equal(expected, await Store.Chats.MarkDeliveredAsync(chat.Id, chat.Members[1].UserId, sequence, None));

        var marked = await FindChatAsync(chat.Id);
        Assert.Equal((3, expected), (marked.ReadUpTo(chat.Members[1].UserId), marked.DeliveredUpTo(chat.Members[1].UserId)));
    }

    [SkippableFact]
    public async Task MarkDelivered_WhenItMoves_ThenTheMembersHearHowFarAndOtherwiseNothing()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        var (sender, reader) = (chat.Members[0].UserId, chat.Members[1].UserId);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await Store.Chats.MarkDeliveredAsync(chat.Id, reader, 2, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, reader, 1, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, reader, 2, None);
        await Store.Chats.MarkReadAsync(chat.Id, reader, 4, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, reader, 3, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, reader, 4, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, sender, 5, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, reader, 5, None);

        var told = (await feed.TakeAsync(3)).ConvertAll(item => item.Event!);
        Assert.Equal(
            ["delivered 2", "read 4", "delivered 5"],
            told.Select(happened => happened switch
            {
                MessageDelivered delivered when delivered.ChatId == chat.Id && delivered.UserId == reader => $"delivered {delivered.Sequence}",
                MessageRead read when read.ChatId == chat.Id && read.UserId == reader => $"read {read.Sequence}",
                var other => $"{other}",
            }));
        Assert.All(told, happened => Assert.Equal([sender, reader], happened.Recipients));
    }

    [SkippableFact]
    public async Task MarkDelivered_WhenTheLastOfManyMembers_ThenItIsThatOnes()
    {
        var chat = Chat.Group(NewId<Chat>(), null, Enumerable.Range(0, Chat.MaxMembers).Select(_ => NewId<User>()), Noon);
        await Store.Chats.AddAsync(chat, None);
        await SendAsync(chat.Id, 2);

        await Store.Chats.MarkDeliveredAsync(chat.Id, chat.Members[^1].UserId, 2, None);

        var marked = await FindChatAsync(chat.Id);
        Assert.Equal([chat.Members[^1].UserId], marked.Members.Where(member => member.DeliveredUpTo == 2).Select(member => member.UserId));
    }

    /// <summary>A node that sends to a chat it holds in memory knows nothing of what has reached anybody since.</summary>
    [SkippableFact]
    public async Task Commit_WhenTheCachedChatHasOldMarkers_ThenNoneGoesBack()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 3);
        var cached = await FindChatAsync(chat.Id);
        await Store.Chats.MarkDeliveredAsync(chat.Id, chat.Members[1].UserId, 3, None);

        var round = new ChangeSet();
        Append(round, new ChatChange(cached, isNew: false), chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal([4L, 3], (await FindChatAsync(chat.Id)).Members.Select(member => member.HasUpTo));
    }
}
