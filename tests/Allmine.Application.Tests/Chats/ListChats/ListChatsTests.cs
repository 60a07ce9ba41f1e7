using Allmine.Application.Chats;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Chats.ListChats;

public sealed class ListChatsTests
{
    private static readonly CountingIds Ids = new();

    private readonly Service service = new();
    private DateTime now = Samples.Noon;

    [Fact]
    public async Task List_WhenRead_ThenIsTheChatAsTheCallerSeesIt()
    {
        Send(Samples.Team, Samples.Ada, "one");
        var last = Send(Samples.Team, Samples.Bob, "two");
        service.Store.MarkRead(Samples.Team, Samples.Cem, 2);

        var page = await ListAsync(Samples.Ada);

        Assert.Null(page.NextCursor);
        Assert.Equal([Samples.Team, Samples.Two], page.Items.Select(view => view.Chat.Id));
        var team = page.Items[0];
        Assert.Equal([Samples.Ada, Samples.Bob, Samples.Cem], team.Members.Select(user => user.Id));
        Assert.Equal((2, 1), (team.Chat.LastSequence, team.UnreadCount));
        Assert.Equal(last, team.LastMessage!.Message);
        Assert.Equal([Samples.Cem], team.LastMessage.ReadBy);
        Assert.Null(page.Items[1].LastMessage);
    }

    [Fact]
    public async Task List_WhenInNoChat_ThenIsEmpty()
    {
        var page = await ListAsync(Samples.Eve);

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData(null, 20, true)]
    [InlineData(24, 24, true)]
    [InlineData(25, 25, false)]
    [InlineData(100, 25, false)]
    [InlineData(1, 1, true)]
    public async Task List_WhenALimitIsGiven_ThenThePageHasThatManyAndTellsOfMore(int? limit, int count, bool more)
    {
        AddChats(25);

        var page = await ListAsync(Samples.Eve, limit: limit);

        Assert.Equal(count, page.Items.Count);
        Assert.Equal(more, page.NextCursor is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(-1)]
    public async Task List_WhenTheLimitIsOutOfRange_ThenIsRefused(int limit) =>
        Assert.Equal("validation.limit.range", await service.RefusalAsync(Callers.Person(Samples.Ada), new ListChatsQuery(null, limit)));

    [Fact]
    public async Task List_WhenTheCursorIsForgedOrForeign_ThenIsRefused()
    {
        var cursor = (await ListAsync(Samples.Ada, limit: 1)).NextCursor!;

        foreach (var (caller, text) in new[] { (Samples.Bob, cursor), (Samples.Ada, cursor[..^1]), (Samples.Ada, "x"), (Samples.Ada, "") })
            Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(caller), new ListChatsQuery(text, 1)));
        Assert.Single((await ListAsync(Samples.Ada, cursor, 1)).Items);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    public async Task List_WhenTheCursorIsWellForgedWithoutATime_ThenIsRefused(long time)
    {
        var cursor = new PageCursor('c', Samples.Ada, [time, 0, 0, time, 0, 0]).ToString();

        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Ada), new ListChatsQuery(cursor, 1)));
    }

    [Fact]
    public async Task List_WhenNobodyIsActedFor_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, new ListChatsQuery(null, null)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), new ListChatsQuery(null, null)));
        Assert.Equal(2, (await service.SendAsync(Callers.Service(Samples.Ada), new ListChatsQuery(null, null))).Items.Count);
    }

    [Fact]
    public async Task List_WhenChatsMoveBetweenThePages_ThenEachComesWhereItStood()
    {
        var chats = AddChats(9);
        var first = await ListAsync(Samples.Eve, limit: 3);
        Send(chats[4], Samples.Eve, "one of the next page moves to the front");
        Send(chats[0], Samples.Eve, "so does the last one");
        Send(chats[8], Samples.Eve, "and one that was met");
        AddChats(1);

        var second = await ListAsync(Samples.Eve, first.NextCursor, 3);
        Send(chats[0], Samples.Eve, "once more, before its turn");
        var third = await ListAsync(Samples.Eve, second.NextCursor, 3);

        Assert.Equal([chats[8], chats[7], chats[6]], first.Items.Select(view => view.Chat.Id));
        Assert.Equal([chats[4], chats[5], chats[3]], second.Items.Select(view => view.Chat.Id));
        Assert.Equal([chats[0], chats[2], chats[1]], third.Items.Select(view => view.Chat.Id));
        Assert.Null(third.NextCursor);
    }

    /// <summary>
    /// Any activity between the pages: each chat that was there at the beginning comes once, in pages that are full but for
    /// the last one; none that was not there comes.
    /// </summary>
    [Fact]
    public async Task List_WhenAnythingHappensBetweenThePages_ThenEachChatComesOnce()
    {
        for (var seed = 0; seed < (LongForm.IsAskedFor ? 1000 : 60); seed++)
        {
            var random = new Random(seed);
            var test = new ListChatsTests();
            var chats = test.AddChats(random.Next(1, 40), random.Next(3) == 0 ? 0 : 1);
            var limit = random.Next(1, 9);
            var met = new List<Id<Chat>>();
            string? cursor = null;
            do
            {
                var page = await test.ListAsync(Samples.Eve, cursor, limit);
                Assert.InRange(page.Items.Count, 0, limit);
                Assert.Equal(page.Items.OrderByDescending(view => ChatPosition.Of(view.Chat)), page.Items);
                met.AddRange(page.Items.Select(view => view.Chat.Id));
                cursor = page.NextCursor;

                Assert.True(cursor is null || page.Items.Count == limit, $"seed {seed}: a page is short");
                foreach (var chat in Enumerable.Range(0, random.Next(2 * limit)).Select(_ => chats[random.Next(chats.Count)]).ToList())
                    test.Send(chat, Samples.Eve, "moved", random.Next(2));
                if (random.Next(4) == 0)
                    test.AddChats(1);
            }
            while (cursor is not null);

            Assert.True(met.Count == met.Distinct().Count(), $"seed {seed}: a chat came twice");
            Assert.True(chats.TrueForAll(met.Contains), $"seed {seed}: {chats.Except(met).Count()} of {chats.Count} chats were missed");
            Assert.True(met.Count == chats.Count, $"seed {seed}: {met.Except(chats).Count()} chats came that were not there");
        }
    }

    /// <summary>More move than are looked at: some are missed, but still no chat comes twice, and the reading ends.</summary>
    [Theory]
    [InlineData(ListChatsHandler.MostMoved)]
    [InlineData(ListChatsHandler.MostMoved + 1)]
    [InlineData(ListChatsHandler.MostMoved + 50)]
    public async Task List_WhenEverythingMovesAllTheTime_ThenNoChatComesTwiceAndThereIsAnEnd(int count)
    {
        var chats = AddChats(count);
        var met = new List<Id<Chat>>();
        string? cursor = null;
        for (var pages = 0; pages == 0 || cursor is not null; pages++)
        {
            Assert.InRange(pages, 0, count);
            var page = await ListAsync(Samples.Eve, cursor, 4);
            met.AddRange(page.Items.Select(view => view.Chat.Id));
            cursor = page.NextCursor;
            foreach (var chat in chats)
                Send(chat, Samples.Eve, "again");
        }

        Assert.Equal(met.Distinct(), met);
        if (count == ListChatsHandler.MostMoved)
            Assert.Equal(chats.Order(), met.Order());
    }

    [Fact]
    public async Task List_WhenMoreCameThanIsLookedThrough_ThenTheChatIsRatherMissedThanGivenTwice()
    {
        var chats = AddChats(4);
        var first = await ListAsync(Samples.Eve, limit: 2);
        for (var i = 0; i <= ListChatsHandler.LookBack; i++)
            Send(chats[3], Samples.Eve, "met before");

        var second = await ListAsync(Samples.Eve, first.NextCursor, 2);

        Assert.Equal([chats[1], chats[0]], second.Items.Select(view => view.Chat.Id));
    }

    /// <summary>By the handler alone: to put the whole application together for each of thousands of pages would take minutes.</summary>
    private Task<ChatPage> ListAsync(Id<User> user, string? cursor = null, int? limit = null)
    {
        var store = service.Store;
        var views = new ChatViewComposer(store.MessageRepository, store.UserRepository, store.ChatSettingsRepository, service.Time);
        return new ListChatsHandler(Callers.Person(user), store.ChatRepository, store.MessageRepository, views)
            .Handle(new ListChatsQuery(cursor, limit), CancellationToken.None);
    }

    /// <summary>Groups of Eve's, the newest last.</summary>
    private List<Id<Chat>> AddChats(int count, int seconds = 1)
    {
        var added = new List<Id<Chat>>();
        for (var i = 0; i < count; i++)
        {
            now = now.AddSeconds(seconds);
            var chat = Chat.Group(Ids.NewId<Chat>(), null, [Samples.Eve, Samples.Bob], now);
            service.Store.Put(chat);
            added.Add(chat.Id);
        }

        return added;
    }

    private Message Send(Id<Chat> id, Id<User> sender, string text, int milliseconds = 1)
    {
        // Never in the millisecond of an earlier page: what comes later stands further in front.
        now = now.AddMilliseconds(1 + milliseconds);
        var change = new ChatChange(service.Store.Chat(id)!, isNew: false);
        var message = Message.Text(new MessageHeader(Ids.NewId<Message>(), id, change.Chat.NextSequence, sender, now), MessageText.From(text));
        change.Senders.Add(sender);
        change.Chat.Append(message);
        Assert.Equal(CommitResult.Committed, service.Store.Commit(new ChangeSet { Chats = { change }, Messages = { message } }));
        return message;
    }
}
