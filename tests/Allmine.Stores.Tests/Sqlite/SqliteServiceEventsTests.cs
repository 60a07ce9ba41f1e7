using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>The rows of events that no listener is told of: of a store that had none, and such as can't be read.</summary>
public sealed class SqliteServiceEventsTests : IDisposable
{
    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Other = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WhenThereAreEventsOfBefore_ThenTheyAreThereAndPositionsGoOn(bool areRemoved)
    {
        const string Dump = "SELECT concat_ws('/', position, kind, hex(chat_id), hex(user_id), number, life) FROM events ORDER BY position";
        var (source, rows) = MakeOlderStore(areRemoved, Dump);
        using var store = new EmbeddedStore(folder);

        await store.InitializeAsync();

        Assert.Equal(areRemoved ? 0 : 9, rows.Count);
        Assert.Equal(rows, await store.QueryAsync(Dump));
        await store.Get<IUserRepository>().PutAsync(new User(Owner, Username.From("Ayşe"), null), default);
        await using var reader = await FeedReader.OpenAsync(store.Get<IEventFeed>(), new EventPosition($"{source}{9:x16}"));
        var next = Assert.Single(await reader.TakeAsync(1));
        Assert.Equal((new EventPosition($"{source}{10:x16}"), "Ayşe"), (next.Position, Assert.IsType<UserUpdated>(next.Event).User.Username.Value));
        Assert.Equal(["events 10"], await store.QueryAsync("SELECT name || ' ' || seq FROM sqlite_sequence"));
        Assert.Empty(await store.QueryAsync("SELECT name FROM sqlite_schema WHERE sql LIKE '%new\\_%' ESCAPE '\\'"));
    }

    [Theory]
    [InlineData("('user', NULL, x'64d15f9e2e6c8f4d5a111111', 0, '{')")]
    [InlineData("('user', NULL, x'64d15f9e2e6c8f4d5a111111', 0, 'null')")]
    [InlineData("('user', NULL, x'64d15f9e2e6c8f4d5a111111', 0, '{\"username\":7,\"kind\":\"person\"}')")]
    [InlineData("('user', NULL, x'64d15f9e2e6c8f4d5a111111', 0, '{\"kind\":\"person\"}')")]
    [InlineData("('user', NULL, x'64d15f9e2e6c8f4d5a111111', 0, '{\"username\":\"Ada\",\"kind\":\"robot\"}')")]
    [InlineData("('block', x'64d15f9e2e6c8f4d5a123456', x'64d15f9e2e6c8f4d5a333333', 1, NULL)")]
    [InlineData("('block', x'64d15f9e2e6c8f4d5a999999', x'64d15f9e2e6c8f4d5a111111', 1, NULL)")]
    [InlineData("('block', x'64d15f9e2e6c8f4d5a123456', x'64d15f9e2e6c8f4d5a111111', 2, NULL)")]
    [InlineData("('grant', NULL, x'64d15f9e2e6c8f4d5a111111', 1, NULL)")]
    public async Task Read_WhenARowCantBeRead_ThenItIsPassedOverAndTheNextOneIsTold(string row)
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var chat = Chat.Unopened(ChatId, Owner, Other);
        await store.Get<IChatRepository>().AddAsync(chat, default);
        await using var reader = await FeedReader.OpenAsync(store.Get<IEventFeed>());

        await store.ExecuteAsync($"INSERT INTO events (kind, chat_id, user_id, number, life) VALUES {row}");
        chat.Block(Other, new DateTime(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc));
        await store.Get<IChatRepository>().SaveBlocksAsync(chat, default);

        Assert.Null((await reader.NextAsync()).Event);
        var told = Assert.IsType<BlockChanged>((await reader.NextAsync()).Event);
        Assert.Equal((Other, Owner, true), (told.UserId, told.BlockedId, told.IsBlocked));
    }

    [Theory]
    [InlineData("('user', NULL, x'64d15f9e2e6c8f4d5a111111', 0, NULL)")]
    [InlineData("('user', x'64d15f9e2e6c8f4d5a123456', x'64d15f9e2e6c8f4d5a111111', 0, '{}')")]
    [InlineData("('block', NULL, x'64d15f9e2e6c8f4d5a111111', 1, NULL)")]
    [InlineData("('block', x'64d15f9e2e6c8f4d5a123456', x'64d15f9e2e6c8f4d5a111111', 1, '{}')")]
    [InlineData("('grant', x'64d15f9e2e6c8f4d5a123456', x'64d15f9e2e6c8f4d5a111111', 1, NULL)")]
    [InlineData("('grant', NULL, x'64d15f9e2e6c8f4d5a111111', 1, '{}')")]
    [InlineData("('user', NULL, NULL, 0, '{}')")]
    [InlineData("('block', x'64d15f9e2e6c8f4d5a123456', NULL, 1, NULL)")]
    [InlineData("('grant', NULL, NULL, 1, NULL)")]
    [InlineData("('transfer', NULL, x'64d15f9e2e6c8f4d5a111111', 1, NULL)")]
    public async Task Table_WhenARowIsOfNoKindThatThereIs_ThenItIsRefused(string row)
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();

        var refused = await Record.ExceptionAsync(() => store.ExecuteAsync($"INSERT INTO events (kind, chat_id, user_id, number, life) VALUES {row}"));

        Assert.Contains("CHECK constraint failed", refused?.ToString(), StringComparison.Ordinal);
    }

    /// <summary>One row of each kind that there was.</summary>
    /// <returns>The mark of its events, and the events.</returns>
    private (string Source, List<string> Rows) MakeOlderStore(bool areRemoved, string dump)
    {
        using var session = SqliteOlderStore.Make(folder, "service_events");
        var (chat, user) = ($"x'{ChatId}'", $"x'{Owner}'");
        session.Execute($"""
            INSERT INTO events (kind, chat_id, user_id, number, life) VALUES
                ('message', {chat}, NULL, 1, NULL), ('updated', {chat}, NULL, 1, NULL), ('read', {chat}, {user}, 1, NULL), ('credits', NULL, {user}, 8, NULL),
                ('altered', {chat}, NULL, 2, '1'), ('delivered', {chat}, {user}, 1, NULL), ('chat', {chat}, NULL, 3, '2'), ('opened', {chat}, NULL, 0, '3'),
                ('settings', {chat}, {user}, 1, NULL)
            """);
        if (areRemoved)
            session.Execute("DELETE FROM events");
        return (session.Statement("SELECT id FROM event_source").First(row => row.Text(0))!, session.Statement(dump).List(row => row.Text(0)));
    }
}
