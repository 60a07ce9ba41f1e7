using Allmine.Application.GroupCommit;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Store;

namespace Allmine.Stores.Tests.Contracts.Events;

/// <summary>What commits have changed, as the feed of events gives it.</summary>
public abstract class EventFeedContract(IStoreFixture store) : CreditsContract(store)
{
    [SkippableFact]
    public async Task Read_WhenMessagesAreSent_ThenEachComesToAllMembersInTheOrderOfTheirNumbers()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 1);
        await using var reader = await FeedReader.OpenAsync(Store.Events);

        var sent = await SendAsync(chat.Id, 3);
        sent.AddRange(await SendAsync(chat.Id, 2));

        var events = (await reader.TakeAsync(5)).ConvertAll(item => Assert.IsType<MessageCreated>(item.Event));
        foreach (var (message, created) in sent.Zip(events))
        {
            ShouldBe.Same(message, created.Message);
            Assert.Equal(chat.Members.Select(member => member.UserId), created.Recipients);
        }
    }

    [SkippableFact]
    public async Task Read_WhenItGoesOnFromAnyPosition_ThenGivesJustWhatComesAfterIt()
    {
        var chats = new[] { await AddDirectChatAsync(), await AddDirectChatAsync() };
        await using var whole = await FeedReader.OpenAsync(Store.Events);
        for (var i = 0; i < 4; i++)
        {
            await SendAsync(chats[i % 2].Id, 2);
            await Store.Chats.MarkReadAsync(chats[i % 2].Id, chats[i % 2].Members[1].UserId, i + 1, None);
        }

        var all = await whole.TakeAsync(12);
        EventPosition[] positions = [whole.Start, .. all.Select(item => item.Position)];
        Assert.Equal(positions.Order(), positions);
        Assert.Equal(positions.Length, positions.Distinct().Count());
        Assert.All(positions, position => Assert.True(Store.Events.IsPosition(position.Text)));
        await Store.ReopenAsync();
        for (var i = 0; i < positions.Length - 1; i++)
        {
            await using var rest = await FeedReader.OpenAsync(Store.Events, positions[i]);
            Assert.Equal(positions[i], rest.Start);
            Assert.Equal(all.Skip(i).Select(Describe), (await rest.TakeAsync(all.Count - i)).Select(Describe));
        }
    }

    [SkippableFact]
    public async Task FindOldest_WhenEventsWereCommitted_ThenEverythingThatComesIsToldFromThereOn()
    {
        var chat = await AddDirectChatAsync();
        var oldest = await Store.Events.FindOldestAsync(None);
        Assert.True(Store.Events.IsPosition(oldest.Text));
        await using var reader = await FeedReader.OpenAsync(Store.Events, oldest);

        var sent = await SendAsync(chat.Id, 3);

        var told = new List<MessageCreated>();
        while (told.Count < 3)
        {
            // Whatever was there before may come first.
            if ((await reader.TakeAsync(1))[0].Event is MessageCreated created && created.Message.ChatId == chat.Id)
                told.Add(created);
        }

        foreach (var (message, created) in sent.Zip(told))
            ShouldBe.Same(message, created.Message);
    }

    /// <summary>Where a reading began is a position like any other, also as long as nothing was written since.</summary>
    [SkippableFact]
    public async Task Read_WhenNothingWasWrittenSinceAReadingBegan_ThenGoesOnFromThere()
    {
        var chat = await AddDirectChatAsync();
        // On a server that others write to as well it is luck that nobody has.
        for (var i = 0; i < 5; i++)
        {
            await using var idle = await FeedReader.OpenAsync(Store.Events);
            await using var rest = await FeedReader.OpenAsync(Store.Events, idle.Start);
            await using var around = await FeedReader.OpenAroundAsync(Store.Events, idle.Start);
            var sent = (await SendAsync(chat.Id, 1))[0];

            foreach (var reader in new[] { idle, rest, around })
                ShouldBe.Same(sent, Assert.IsType<MessageCreated>((await reader.TakeAsync(1))[0].Event).Message);
        }
    }

    /// <summary>Of a listener nobody knows whether its position is one; what it gets is all the same what comes after it.</summary>
    [SkippableFact]
    public async Task ReadAround_WhenItGoesOnFromAnyPosition_ThenAllComesThatComesAfterItAndInOrder()
    {
        var chat = await AddDirectChatAsync();
        await using var whole = await FeedReader.OpenAsync(Store.Events);
        await SendAsync(chat.Id, 3);
        await SendAsync(chat.Id, 3);
        var all = await whole.TakeAsync(6);

        for (var i = 0; i < all.Count; i++)
        {
            Assert.True(Store.Events.IsWithinReach(all[i].Position, all[^1].Position));
            await using var rest = await FeedReader.OpenAroundAsync(Store.Events, all[i].Position);
            var given = new List<FeedItem>();
            while (given.Count < all.Count - 1 - i)
                given.AddRange((await rest.TakeAsync(1)).Where(item => item.Position > all[i].Position));
            Assert.Equal(all.Skip(i + 1).Select(Describe), given.Select(Describe));
        }
    }

    [SkippableFact]
    public async Task Read_WhenAMarkerMoves_ThenTellsHowFar()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 5);
        var (sender, reader) = (chat.Members[0].UserId, chat.Members[1].UserId);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await Store.Chats.MarkReadAsync(chat.Id, reader, 2, None);
        await Store.Chats.MarkReadAsync(chat.Id, reader, 1, None);
        await Store.Chats.MarkReadAsync(chat.Id, reader, 2, None);
        await Store.Chats.MarkReadAsync(chat.Id, reader, 4, None);

        var events = (await feed.TakeAsync(2)).ConvertAll(item => Assert.IsType<MessageRead>(item.Event));
        Assert.Equal([(chat.Id, reader, 2L), (chat.Id, reader, 4L)], events.Select(read => (read.ChatId, read.UserId, read.Sequence)));
        Assert.All(events, read => Assert.Equal([sender, reader], read.Recipients));
    }

    [SkippableFact]
    public async Task Read_WhenCreditsMove_ThenEachOwnerIsToldOfTheirOwnBalanceAlone()
    {
        var (sender, recipient) = (await AddUserWithAsync(10), await AddUserAsync());
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await NewNode().CommitAsync(Grant(sender, 90, "more"));
        await NewNode().CommitAsync(Transfer(sender, recipient, 25, "k"));

        // The transfer opens the chat of the two, and tells of it; and the grant is told as such, too.
        var events = await feed.TakeAsync(6);
        var credits = events.Select(item => item.Event).OfType<CreditsChanged>().ToList();
        Assert.Equal([(sender, 100L)], credits.Take(1).Select(changed => (changed.Owner, changed.Balance)));
        Assert.Equal([(sender, 75L), (recipient, 25L)], credits.Skip(1).Select(changed => (changed.Owner, changed.Balance)).OrderByDescending(changed => changed.Balance));
        Assert.All(credits, changed => Assert.Equal([changed.Owner], changed.Recipients));
        Assert.Single(events, item => item.Event is MessageCreated { Message.Readable.Transfer.Amount: 25 });
    }

    [SkippableFact]
    public async Task Read_WhenAMembershipHasEnded_ThenWhatIsSentLaterIsNotForThatOne()
    {
        var chat = Chat.Group(NewId<Chat>(), null, [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        await Store.Chats.AddAsync(chat, None);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await SendAsync(chat.Id, 1);
        var before = await feed.TakeAsync(1);
        await Store.RemoveMemberAsync(chat.Id.ToBytes(), chat.Members[2].UserId.ToBytes());
        await SendAsync(chat.Id, 1);
        var after = await feed.TakeAsync(1);

        Assert.Equal(chat.Members.Select(member => member.UserId), before[0].Event!.Recipients);
        Assert.Equal(chat.Members.Take(2).Select(member => member.UserId), after[0].Event!.Recipients);
    }

    [SkippableFact]
    public async Task Read_WhenASendIsRefusedOrUndone_ThenNothingComesOfIt()
    {
        var chat = await AddDirectChatAsync();
        var stale = new ChatChange(await FindChatAsync(chat.Id), isNew: false);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        await SendAsync(chat.Id, 1);

        var round = new ChangeSet();
        Append(round, stale, chat.Members[0].UserId, "too late");
        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        await SendAsync(chat.Id, 1);

        var events = (await feed.TakeAsync(2)).ConvertAll(item => ((MessageCreated)item.Event!).Message);
        Assert.Equal([1, 2], events.Select(message => message.Sequence));
        Assert.DoesNotContain(events, message => message.Readable!.Content == "too late");
    }

    [SkippableFact]
    public async Task Read_WhenTwoNodesSendAtOnce_ThenEveryMessageComesOnceAndEachChatInItsOrder()
    {
        var chats = new List<Chat>();
        for (var i = 0; i < 5; i++)
            chats.Add(await AddDirectChatAsync());
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() =>
            nodes[i % 2].CommitAsync(GroupCommitContract.To(NewId<Domain.Messages.Message>(), chats[i % 5].Id, chats[i % 5].Members[i % 2].UserId)))));

        var messages = (await feed.TakeAsync(receipts.Length)).ConvertAll(item => ((MessageCreated)item.Event!).Message);
        Assert.Equal(receipts.Select(receipt => receipt.Message.Id).Order(), messages.Select(message => message.Readable!.Id).Order());
        foreach (var chat in messages.GroupBy(message => message.ChatId))
            Assert.Equal(Enumerable.Range(1, chat.Count()).Select(number => (long)number), chat.Select(message => message.Sequence));
    }

    [SkippableFact]
    public async Task Read_WhenThePositionIsNoneThatTheStoreGave_ThenSaysThatItIsLost()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 1);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        await SendAsync(chat.Id, 1);
        var position = (await feed.TakeAsync(1))[0].Position;

        foreach (var other in Forgeries(position.Text))
        {
            Assert.True(Store.Events.IsPosition(other), other);
            var lost = await Record.ExceptionAsync(OpenAsync);
            // To say so a server may look through all that it remembers: under load for longer than it is waited for.
            for (var i = 0; lost is StoreUnavailableException && i < 5; i++)
                lost = await Record.ExceptionAsync(OpenAsync);
            Assert.IsType<PositionLostException>(lost);

            Task OpenAsync() => FeedReader.OpenAsync(Store.Events, new EventPosition(other));
        }
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("82\n00")]
    [InlineData("{\"_data\":\"82\"}")]
    [InlineData("ffffffffffffffffffffffffffffffff0")]
    [InlineData("820000000000000000.=")]
    public void IsPosition_WhenTheTextIsNone_ThenFalse(string text)
    {
        Skip.If(Store.Absence is not null, Store.Absence);
        Assert.False(Store.Events.IsPosition(text));
    }

    /// <summary>Texts of the form of a position that the store never gave, or can't go on from.</summary>
    protected abstract IEnumerable<string> Forgeries(string position);

    private static string Describe(FeedItem item) => $"{item.Position} " + item.Event switch
    {
        MessageCreated created => $"created {created.Message.Readable!.Id}",
        MessageRead read => $"read {read.ChatId} {read.UserId} {read.Sequence}",
        var other => $"{other}",
    };
}
