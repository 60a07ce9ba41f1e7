using Allmine.Application.Chats.ListChats;
using Allmine.Application.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Tests.Contracts;

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

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Page_WhenReadByWindows_ThenEachChatComesOnceInBothDirections(int limit)
    {
        var user = NewId<User>();
        // Three of one time, so that the identifier has to tell them apart.
        var chats = await AddChatsAsync(user, 7, i => Noon.AddSeconds(i / 3));
        var expected = chats.OrderByDescending(ChatPosition.Of).Select(chat => chat.Id).ToList();

        Assert.Equal(expected, await RunAsync(user, page => new ChatWindow(page is null ? null : ChatPosition.Of(page), null, limit)));
        var oldest = new ChatPosition(Noon.AddDays(-1), default);
        Assert.Equal(
            Enumerable.Reverse(expected),
            await RunAsync(user, page => new ChatWindow(null, page is null ? oldest : ChatPosition.Of(page), limit)));
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
        blocked.Block(user);
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
            ShouldBe.Same(message, found.Single(candidate => candidate.Id == message.Id));
    }

    [SkippableFact]
    public async Task FindAll_WhenUsersAreNamed_ThenThoseInTheDirectory()
    {
        List<Id<User>> known = [await AddUserAsync(), await AddUserAsync()];

        var found = await Store.Users.FindAllAsync([.. known, NewId<User>()], None);

        Assert.Equal(known.Order(), found.Select(user => user.Id).Order());
        Assert.All(found, user => Assert.Equal("somebody", user.Username.Value));
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

    private Task<IReadOnlyList<Chat>> PageAsync(Id<User> user) => Store.Chats.PageAsync(user, new ChatWindow(null, null, 100), None);

    private async Task<List<Id<Chat>>> RunAsync(Id<User> user, Func<Chat?, ChatWindow> windowAfter)
    {
        var found = new List<Id<Chat>>();
        Chat? last = null;
        while (await Store.Chats.PageAsync(user, windowAfter(last), None) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(chat => chat.Id));
            last = page[^1];
        }

        return found;
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
