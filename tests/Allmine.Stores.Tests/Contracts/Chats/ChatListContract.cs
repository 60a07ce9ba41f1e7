using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Chats;

public abstract class ChatListContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Page_WhenTheUserHasNoChats_ThenEmpty()
    {
        await AddDirectChatAsync();

        Assert.Empty(await PageAsync(NewId<User>()));
    }

    [SkippableFact]
    public async Task Page_WhenRead_ThenIsTheUsersChatsByTheirLastActivity()
    {
        var user = NewId<User>();
        var chats = await AddChatsAsync(user, 4);
        await AddDirectChatAsync();
        await SendAtAsync(chats[1].Id, Noon.AddHours(1), user);
        await SendAtAsync(chats[0].Id, Noon.AddHours(2));

        var page = await PageAsync(user);

        Assert.Equal([chats[0].Id, chats[1].Id, chats[3].Id, chats[2].Id], page.Select(chat => chat.Id));
        foreach (var chat in page)
            ShouldBe.Same(await FindChatAsync(chat.Id), chat);
    }

    /// <summary>Chats so many minutes apart: all in one hour, more of them than a page has; some in each hour; one each in hours far apart.</summary>
    [SkippableTheory]
    [InlineData(1, 0)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 20)]
    [InlineData(1, 20)]
    [InlineData(5, 200)]
    [InlineData(12, 20)]
    [InlineData(13, 20)]
    public async Task Page_WhenReadPartByPart_ThenEachChatComesOnceInItsOrder(int limit, int minutes)
    {
        var user = NewId<User>();
        // Three of one time, so that the identifier has to tell them apart.
        var chats = await AddChatsAsync(user, 12, i => Noon.AddMinutes(minutes * (i / 3)));
        var expected = chats.OrderByDescending(ChatPosition.Of).Select(chat => chat.Id).ToList();

        var parts = await PartsAsync(user, limit);

        Assert.Equal(expected, parts.SelectMany(part => part));
        Assert.All(parts.SkipLast(1), part => Assert.Equal(limit, part.Count));
    }

    [SkippableFact]
    public async Task Page_WhenTheHourTurns_ThenTheOrderIsExactOnBothSidesOfIt()
    {
        var user = NewId<User>();
        var hour = new DateTime(2026, 3, 14, 13, 0, 0, DateTimeKind.Utc);
        DateTime[] times = [hour.AddMilliseconds(-2), hour.AddMilliseconds(-1), hour, hour.AddMilliseconds(1), hour.AddHours(1).AddMilliseconds(-1), hour.AddHours(1)];
        var chats = await AddChatsAsync(user, times.Length, i => times[i]);
        var expected = Enumerable.Reverse(chats).Select(chat => chat.Id).ToList();

        foreach (var limit in Enumerable.Range(1, times.Length + 1))
            Assert.Equal(expected, (await PartsAsync(user, limit)).SelectMany(part => part));
        for (var i = 0; i < times.Length; i++)
        {
            var below = await Store.Chats.PageAsync(user, ChatPosition.Of(chats[i]), 10, None);
            Assert.Equal(expected.TakeLast(i), below.Chats.Select(chat => chat.Id));
            Assert.Null(below.End);
            Assert.Equal(expected.Take(times.Length - 1 - i).Order(), await MovedAsync(user, ChatPosition.Of(chats[i])));
        }
    }

    [SkippableFact]
    public async Task Page_WhenAChatIsNotOpen_ThenItIsInNoList()
    {
        var user = NewId<User>();
        var (opened, written) = (Chat.Unopened(NewId<Chat>(), user, NewId<User>()), Chat.Unopened(NewId<Chat>(), user, NewId<User>()));
        Assert.True(await Store.Chats.AddAsync(opened, None));
        Assert.True(await Store.Chats.AddAsync(written, None));
        var beginning = new ChatPosition(DateTime.UnixEpoch, default);

        Assert.Empty(await PageAsync(user));
        Assert.Empty(await MovedAsync(user, beginning));

        Assert.Equal(CommitResult.Committed, await OpenAsync(opened, Noon));
        Assert.Equal([opened.Id], (await PageAsync(user)).Select(chat => chat.Id));
        await SendAtAsync(written.Id, Noon.AddHours(-3), user);
        Assert.Equal([opened.Id, written.Id], (await PageAsync(user)).Select(chat => chat.Id));
        Assert.Equal(new[] { opened.Id, written.Id }.Order(), await MovedAsync(user, beginning));
    }

    /// <summary>A node that holds a chat of an earlier hour, and whose clock is behind: neither brings the chat back.</summary>
    [SkippableFact]
    public async Task Page_WhenARoundWasDecidedOnAnEarlierHour_ThenTheChatStaysWhereItIs()
    {
        var user = NewId<User>();
        var chats = await AddChatsAsync(user, 2, i => Noon.AddHours(3 * i));
        var cached = new ChatChange(await FindChatAsync(chats[0].Id), isNew: false);
        await SendAtAsync(chats[0].Id, Noon.AddHours(5), user);

        var round = new ChangeSet();
        Append(round, cached, user, at: Noon.AddHours(1));
        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        Assert.Equal(chats.Select(chat => chat.Id), (await PageAsync(user)).Select(chat => chat.Id));

        var now = await FindChatAsync(chats[0].Id);
        await SendAtAsync(chats[0].Id, now.TimeOfNext(Noon.AddHours(1)), user);
        Assert.Equal(chats.Select(chat => chat.Id), (await PageAsync(user)).Select(chat => chat.Id));
        Assert.Equal([chats[0].Id], await MovedAsync(user, ChatPosition.Of(chats[1])));
    }

    [SkippableFact]
    public async Task Moved_WhenMoreMovedThanAskedFor_ThenThatManyOfThem()
    {
        var user = NewId<User>();
        var chats = await AddChatsAsync(user, 6, i => Noon.AddMinutes(30 * i));

        var moved = await Store.Chats.MovedAsync(user, ChatPosition.Of(chats[1]), 3, None);

        Assert.Equal(3, moved.Count);
        Assert.Subset(chats.Skip(2).Select(chat => chat.Id).ToHashSet(), moved.Select(chat => chat.Id).ToHashSet());
        foreach (var chat in moved)
            ShouldBe.Same(await FindChatAsync(chat.Id), chat);
    }

    /// <summary>Chats are added, opened and sent to over many hours; whatever is asked for is what a list in memory says.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Page_WhenAnythingHappened_ThenIsWhatAModelSays(int seed)
    {
        var random = new Random(seed);
        var user = NewId<User>();
        var model = new Dictionary<Id<Chat>, DateTime>();
        var now = Noon;
        for (var step = 0; step < 120; step++)
        {
            now = now.AddMilliseconds(random.Next(3) == 0 ? 0 : random.Next(40 * 60 * 1000));
            if (model.Count == 0 || random.Next(4) == 0)
            {
                var isOpen = random.Next(3) > 0;
                var chat = isOpen ? Chat.Direct(NewId<Chat>(), user, NewId<User>(), now) : Chat.Unopened(NewId<Chat>(), user, NewId<User>());
                Assert.True(await Store.Chats.AddAsync(chat, None));
                model.Add(chat.Id, chat.UpdatedAt);
            }
            else
            {
                var id = model.Keys.ElementAt(random.Next(model.Count));
                var chat = await FindChatAsync(id);
                if (!chat.IsOpen && random.Next(2) == 0)
                {
                    Assert.Equal(CommitResult.Committed, await OpenAsync(chat, now));
                }
                else
                {
                    await SendAtAsync(id, now, user);
                }

                model[id] = now;
            }

            if (step % 5 > 0)
                continue;
            var expected = model.Where(entry => entry.Value > DateTime.UnixEpoch).Select(entry => new ChatPosition(entry.Value, entry.Key)).OrderDescending().ToList();
            Assert.Equal(expected.Select(position => position.Id), (await PartsAsync(user, random.Next(1, 9))).SelectMany(part => part));
            if (expected.Count == 0)
                continue;
            var since = expected[random.Next(expected.Count)];
            Assert.Equal(expected.Where(position => position > since).Select(position => position.Id).Order(), await MovedAsync(user, since));
        }
    }

    /// <summary>Some chats move all the time while the list is read: of the others each comes once, and no chat twice.</summary>
    [SkippableFact]
    public async Task Page_WhenChatsMoveWhileItIsRead_ThenThoseThatStayComeOnce()
    {
        var user = NewId<User>();
        var chats = await AddChatsAsync(user, 40, i => Noon.AddMinutes(7 * i));
        var moving = chats.Where((_, i) => i % 4 == 0).Select(chat => chat.Id).ToList();
        using var end = new CancellationTokenSource();
        var moves = Task.Run(async () =>
        {
            for (var i = 0; !end.IsCancellationRequested; i++)
                await SendAtAsync(moving[i % moving.Count], Noon.AddHours(6).AddMinutes(i), user);
        });

        for (var run = 0; run < 8; run++)
        {
            var met = (await PartsAsync(user, 3)).SelectMany(part => part).ToList();
            Assert.Equal(met.Distinct(), met);
            Assert.Equal(Enumerable.Reverse(chats).Select(chat => chat.Id).Except(moving), met.Except(moving));
        }

        await end.CancelAsync();
        await moves;
    }

    [SkippableFact]
    public async Task Page_WhenAMessageComesToALargeGroup_ThenItIsFirstForEachMember()
    {
        var group = Chat.Group(NewId<Chat>(), "All", Enumerable.Range(0, Chat.MaxMembers).Select(_ => NewId<User>()), Noon);
        await Store.Chats.AddAsync(group, None);
        var (first, last) = (group.Members[0].UserId, group.Members[^1].UserId);
        var direct = Chat.Direct(NewId<Chat>(), first, last, Noon.AddMinutes(1));
        await Store.Chats.AddAsync(direct, None);

        await SendAtAsync(group.Id, Noon.AddMinutes(2), group.Members[100].UserId);

        Assert.Equal([group.Id, direct.Id], (await PageAsync(first)).Select(chat => chat.Id));
        Assert.Equal([group.Id, direct.Id], (await PageAsync(last)).Select(chat => chat.Id));
        Assert.Equal([group.Id], (await PageAsync(group.Members[7].UserId)).Select(chat => chat.Id));
    }

    [SkippableFact]
    public async Task Page_WhenAChatIsBlockedOrRead_ThenItStaysWhereItIs()
    {
        var user = NewId<User>();
        var chats = await AddChatsAsync(user, 2);
        await SendAtAsync(chats[0].Id, Noon.AddSeconds(0), user);
        var other = chats[0].Members.Single(member => member.UserId != user).UserId;
        var blocked = await FindChatAsync(chats[0].Id);
        blocked.Block(user, Noon);
        await Store.Chats.SaveBlocksAsync(blocked, None);
        await Store.Chats.MarkReadAsync(chats[0].Id, other, 1, None);

        Assert.Equal([chats[1].Id, chats[0].Id], (await PageAsync(user)).Select(chat => chat.Id));
    }

    [SkippableFact]
    public async Task FindAll_WhenMessagesAreNamedByNumber_ThenThoseThatAreThere()
    {
        var (one, other, empty) = (await AddDirectChatAsync(), await AddDirectChatAsync(), await AddDirectChatAsync());
        var sent = new[] { (await SendAsync(one.Id, 3))[1], (await SendAsync(other.Id, 2))[1] };

        var found = await Store.Messages.FindAllAsync(
            [new MessageNumber(one.Id, 2), new MessageNumber(other.Id, 2), new MessageNumber(empty.Id, 1)], None);

        Assert.Equal(2, found.Count);
        foreach (var message in sent)
            ShouldBe.Same(message, found.Single(candidate => candidate.Readable!.Id == message.Id));
    }

    [SkippableFact]
    public async Task FindAll_WhenUsersAreNamed_ThenThoseInTheDirectory()
    {
        List<Id<User>> known = [await AddUserAsync(), await AddUserAsync()];

        var found = await Store.Users.FindAllAsync([.. known, NewId<User>()], None);

        Assert.Equal(known.Order(), found.Select(user => user.Id).Order());
        Assert.All(found, user => Assert.Equal("somebody", user.Profile!.Username.Value));
    }

    [SkippableFact]
    public async Task LastTimes_WhenAskedForAMoment_ThenIsTheTimeOfTheLastMessageByThen()
    {
        var (one, other, empty) = (await AddDirectChatAsync(), await AddDirectChatAsync(), await AddDirectChatAsync());
        for (var minute = 1; minute <= 4; minute++)
            await SendAtAsync(one.Id, Noon.AddMinutes(minute));
        await SendAtAsync(other.Id, Noon.AddMinutes(9));

        async Task<Dictionary<Id<Chat>, DateTime>> AskAsync(DateTime at, long after = 0) =>
            new(await Store.Messages.LastTimesAsync([new(one.Id, at, after), new(other.Id, at, 0), new(empty.Id, at, 0)], None));

        Assert.Equal(new() { [one.Id] = Noon.AddMinutes(2) }, await AskAsync(Noon.AddMinutes(2)));
        Assert.Equal(new() { [one.Id] = Noon.AddMinutes(2) }, await AskAsync(Noon.AddMinutes(3).AddMilliseconds(-1)));
        Assert.Equal(new() { [one.Id] = Noon.AddMinutes(4), [other.Id] = Noon.AddMinutes(9) }, await AskAsync(Noon.AddHours(1)));
        Assert.Empty(await AskAsync(Noon));
        // Among the messages that are looked at, none was sent by then.
        Assert.Empty(await AskAsync(Noon.AddMinutes(2), after: 2));
        Assert.Equal(new() { [one.Id] = Noon.AddMinutes(3) }, await AskAsync(Noon.AddMinutes(3), after: 2));
    }

    private async Task<IReadOnlyList<Chat>> PageAsync(Id<User> user) => (await Store.Chats.PageAsync(user, null, 100, None)).Chats;

    /// <summary>In the order of their identifiers.</summary>
    private async Task<IEnumerable<Id<Chat>>> MovedAsync(Id<User> user, ChatPosition since) =>
        (await Store.Chats.MovedAsync(user, since, 100, None)).Select(chat => chat.Id).Order();

    /// <summary>The whole list, each part from where the one before ended.</summary>
    private async Task<List<List<Id<Chat>>>> PartsAsync(Id<User> user, int limit)
    {
        var parts = new List<List<Id<Chat>>>();
        ChatPosition? end = null;
        do
        {
            var slice = await Store.Chats.PageAsync(user, end, limit, None);
            parts.Add([.. slice.Chats.Select(chat => chat.Id)]);
            end = slice.End;
        }
        while (end is not null);

        return parts;
    }

    /// <summary>Direct chats of the user, a second apart if nothing else is said.</summary>
    private async Task<List<Chat>> AddChatsAsync(Id<User> user, int count, Func<int, DateTime>? at = null)
    {
        var chats = Enumerable.Range(0, count)
            .Select(i => Chat.Direct(NewId<Chat>(), user, NewId<User>(), at?.Invoke(i) ?? Noon.AddSeconds(i)))
            .ToList();
        foreach (var chat in chats)
            Assert.True(await Store.Chats.AddAsync(chat, None));
        return chats;
    }
}
