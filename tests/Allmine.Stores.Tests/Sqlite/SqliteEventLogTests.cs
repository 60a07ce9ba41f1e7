using System.Globalization;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteEventLogTests
{
    private static readonly ObjectIdGenerator Ids = new(TimeProvider.System);
    private static readonly DateTime Noon = new(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc);

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

        await Eventually.HoldsAsync(async () => await CountAsync(store, "count(*)") <= SqliteEventLog.Kept + 501);
        Assert.InRange(await CountAsync(store, "count(*)"), SqliteEventLog.Kept, SqliteEventLog.Kept + 501);
        Assert.Equal(SqliteEventLog.Kept + 2505, await CountAsync(store, "max(position)"));
        await Assert.ThrowsAsync<PositionLostException>(() => FeedReader.OpenAsync(feed, start));
    }

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
