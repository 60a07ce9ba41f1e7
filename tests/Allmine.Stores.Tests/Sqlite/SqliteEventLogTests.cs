using System.Globalization;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;
using Allmine.Stores.Tests.Contracts;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteEventLogTests
{
    private static readonly ObjectIdGenerator Ids = new(TimeProvider.System);
    private static readonly DateTime Noon = new(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>As far as they are recorded in the feed: before that none goes.</summary>
    [Fact]
    public async Task Committed_WhenThereAreMoreEventsThanAreKept_ThenTheOldestGoAndWhoWantsThemIsToldSo()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var feed = store.Get<IEventFeed>();
        EventPosition start;
        await using (var before = await FeedReader.OpenAsync(feed))
            start = before.Start;
        await store.ExecuteAsync($"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {SqliteEventLog.Kept})
            INSERT INTO events (kind, user_id, number) SELECT 'credits', x'64d15f9e2e6c8f4d5a111111', n FROM numbers
            """);

        for (var i = 0; i < 5; i++)
            await SendAsync(store, 500);
        // What was removed for those before is gone once this is written.
        await SendAsync(store, 1);
        var all = await CountAsync(store, "count(*)");
        Assert.Equal(all, await CountAsync(store, "max(position)"));
        await store.ExecuteAsync("UPDATE feed_state SET source = (SELECT id FROM event_source) || printf('%016x', (SELECT max(position) FROM events))");
        for (var i = 0; i < 5; i++)
            await SendAsync(store, 500);

        await Eventually.HoldsAsync(async () => await CountAsync(store, "count(*)") <= SqliteEventLog.Kept + 2_000);
        Assert.InRange(await CountAsync(store, "count(*)"), SqliteEventLog.Kept, SqliteEventLog.Kept + 2_000);
        Assert.Equal(all + 2505, await CountAsync(store, "max(position)"));
        await Assert.ThrowsAsync<PositionLostException>(() => FeedReader.OpenAsync(feed, start));
    }

    /// <summary>Also when the oldest are removed, and when none is left.</summary>
    [Fact]
    public async Task FindOldest_WhenThereAreEvents_ThenItIsBeforeTheOldest()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var feed = store.Get<IEventFeed>();
        var start = await feed.FindOldestAsync(default);
        await SendAsync(store, 4);

        Assert.Equal(start, await feed.FindOldestAsync(default));
        await using (var reader = await FeedReader.OpenAsync(feed, start))
        {
            var all = await reader.TakeAsync(5);
            await store.ExecuteAsync("DELETE FROM events WHERE position <= 3");
            Assert.Equal(all[2].Position, await feed.FindOldestAsync(default));
            await store.ExecuteAsync("DELETE FROM events");
            Assert.Equal(all[4].Position, await feed.FindOldestAsync(default));
        }

        await SendAsync(store, 1);
        await using var last = await FeedReader.OpenAsync(feed, await feed.FindOldestAsync(default));
        Assert.IsType<ChatOpened>((await last.TakeAsync(2))[0].Event);
    }

    /// <summary>Also what later changes of the message have of earlier reactions. Whoever reads on is told of the tombstone, each change once.</summary>
    [Fact]
    public async Task TakeReactions_WhenTheMessageIsDeleted_ThenNoRowTellsWhoHasReactedOrHow()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var chats = store.Get<IChatRepository>();
        var chat = Chat.Direct(NewId<Chat>(), NewId<User>(), NewId<User>(), Noon);
        await chats.AddAsync(chat, default);
        var reactor = chat.Members[1].UserId;
        await using var reader = await FeedReader.OpenAsync(store.Get<IEventFeed>());
        var message = Message.Text(new MessageHeader(NewId<Message>(), chat.Id, 1, chat.Members[0].UserId, Noon), MessageText.From("Merhaba"));
        var sent = new ChatChange(chat, isNew: false);
        chat.Append(message);
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(new ChangeSet { Chats = { sent }, Messages = { message } }, default));
        foreach (var alter in new[] { Alter.React(reactor, "<mark>"), Alter.Edit("other"), Alter.Unreact(reactor, "<mark>"), Alter.React(reactor, "<mark>") })
            message = await AlterAsync(store, message, alter);
        Assert.Equal(3, await CountRowsAsync(store, "alterations", "emoji = '<mark>'"));
        Assert.Equal(3, await CountRowsAsync(store, "events", "instr(life, '<mark>')"));
        await AlterAsync(store, message, Alter.Delete);
        var erasures = store.Get<IErasureBacklog>();

        await erasures.TakeReactionsAsync((await erasures.ClaimAsync(Alter.At, Alter.At.AddSeconds(20), default))!, default);

        Assert.Equal(0, await CountRowsAsync(store, "alterations", $"emoji <> '' OR user_id = x'{reactor}'"));
        Assert.Equal(0, await CountRowsAsync(store, "events", $"kind = 'altered' AND (instr(life, '<mark>') OR instr(life, '{reactor}'))"));
        Assert.Equal(0, await CountRowsAsync(store, "lives", "instr(life, '<mark>')"));
        var told = (await reader.TakeAsync(6)).Skip(1).Select(item => Assert.IsType<MessageAltered>(item.Event)).ToList();
        Assert.Equal([2L, 3, 4, 5, 6], told.Select(altered => altered.Message.Change));
        Assert.All(told, altered => Assert.Equal((true, null, null), (altered.Message.GetReadable().IsDeleted, altered.UserId, altered.Emoji)));
    }

    private static async Task<Message> AlterAsync(EmbeddedStore store, Message before, Alter alter)
    {
        var change = new ChatChange((await store.Get<IChatRepository>().FindAsync(before.ChatId, default))!, isNew: false);
        var after = alter.Of(before, change.Chat.NextChange);
        var write = new AlterationWrite(change.Chat.Alter(after, alter.Kind, alter.UserId, alter.Emoji), before, after);
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(new ChangeSet { Chats = { change }, Alterations = { write } }, default));
        return after;
    }

    private static async Task<long> CountRowsAsync(EmbeddedStore store, string table, string condition) =>
        long.Parse((await store.QueryAsync($"SELECT CAST(count(*) AS TEXT) FROM {table} WHERE {condition}"))[0], CultureInfo.InvariantCulture);

    private static async Task SendAsync(EmbeddedStore store, int count)
    {
        var chat = Chat.Direct(NewId<Chat>(), NewId<User>(), NewId<User>(), Noon);
        var change = new ChatChange(chat, isNew: true);
        var round = new ChangeSet { Chats = { change } };
        change.Senders.Add(chat.Members[0].UserId);
        for (var i = 0; i < count; i++)
        {
            var place = new MessageHeader(NewId<Message>(), chat.Id, chat.NextSequence, chat.Members[0].UserId, Noon);
            round.Messages.Add(Message.Text(place, MessageText.From("Merhaba")));
            chat.Append(round.Messages[^1]);
        }

        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(round, default));
    }

    private static async Task<long> CountAsync(EmbeddedStore store, string what) =>
        long.Parse((await store.QueryAsync($"SELECT CAST({what} AS TEXT) FROM events"))[0], CultureInfo.InvariantCulture);

    private static Id<T> NewId<T>()
        where T : class => Ids.NewId<T>();
}
