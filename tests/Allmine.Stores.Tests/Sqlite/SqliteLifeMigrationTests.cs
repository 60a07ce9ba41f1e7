using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>A store of the version before messages had a life: all that it has stays, and goes on.</summary>
public sealed class SqliteLifeMigrationTests : IDisposable
{
    private static readonly Id<User> Sender = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Other = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly string[] Unchanged = ["users", "outcomes", "ledger", "wallets", "mentions", "store_key", "event_source"];

    private readonly Dictionary<string, string> columnsOf = new(StringComparer.Ordinal)
    {
        ["messages"] = "chat_id, sequence, id, sender_id, type, content, media, created_at, transfer_amount, transfer_recipient_id, metadata, silent, reply_to_id, reply_to_sequence, mentions",
        ["files"] = "id, owner_id, name, media, uploaded_at, state, size, later_key, later_due, later_tries",
        ["chats"] = "id, kind, title, pair, revision, last_sequence, created_at, updated_at",
        ["chat_members"] = "chat_id, user_id, position, read_up_to, active_hour, has_blocked",
        ["events"] = "position, kind, chat_id, user_id, number",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Open_WhenTheStoreIsOlder_ThenAllThatItHasIsThere()
    {
        var before = MakeOlderStore();
        using var store = new EmbeddedStore(folder);

        await store.InitializeAsync();

        foreach (var (table, rows) in before)
            Assert.Equal(rows, await DumpAsync(store, table == "files" ? "(SELECT * FROM files JOIN file_facts ON number = facts)" : table, columnsOf[table]));
        Assert.Equal(["film.mp4"], await store.QueryAsync("SELECT DISTINCT media_key FROM files"));
        Assert.Equal(["0/", "0/"], await store.QueryAsync("SELECT alteration_count || '/' || coalesce(pins, '') FROM chats"));
        Assert.Equal(["0"], await store.QueryAsync("SELECT DISTINCT delivered_up_to FROM chat_members"));
        Assert.Empty(await store.QueryAsync("SELECT 1 FROM pragma_foreign_key_check"));
        Assert.Equal(["ok"], await store.QueryAsync("PRAGMA integrity_check"));
        // What the tables are found by, and what guards them, is made anew with them.
        Assert.Equal(
            ["files_by_key", "files_by_name", "files_by_owner", "files_later", "files_unused", "messages_by_file", "messages_films"],
            await store.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('files', 'messages') AND name NOT LIKE 'sqlite_%' ORDER BY name"));
        Assert.Equal(
            ["credit_transfers_remain", "credit_transfers_stay", "lines_remain", "lines_stay", "tombstones_remain", "tombstones_stay"],
            await store.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'messages' ORDER BY name"));
        Assert.Equal(
            ["chats", "messages"],
            await store.QueryAsync("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('mentions') UNION SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('outcomes')"));
        var report = await new StoreVerifier(store.Get<IStoreSnapshots>()).VerifyAsync(default);
        Assert.Null(report.Fault);
    }

    [Fact]
    public async Task Open_WhenTheStoreIsOlder_ThenItsMessagesReadAsTheyWereSentAndGoOn()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();

        var sent = (await store.Get<IMessageRepository>().PageAsync(ChatId, new HistoryWindow(null, 0, 10), default)).Select(message => message.GetReadable()).ToList();
        Assert.Equal([1L, 2, 3], sent.Select(message => message.Change));
        Assert.All(sent, message => Assert.Equal((1, false), (message.Life.Version, message.IsAltered)));
        Assert.Equal(new MessageReference(Id<Message>.Parse("64d15f9e2e6c8f4d5a00000a"), 1), sent[1].Attributes.ReplyTo);
        Assert.Equal([Other], sent[1].Attributes.Mentions);
        Assert.Equal("film.mp4", sent[1].Media!.Key);
        Assert.Equal(25, sent[2].Transfer!.Amount);
        Assert.Equal("Merhaba", (await store.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(Sender, "k"), default))!.Message!.Content);
        Assert.True(await store.Get<IErasureBacklog>().IsCarriedAsync("film.mp4", default));
        Assert.NotNull(await store.Get<IFileRepository>().FindAsync(new FileReference(Sender, "film.mp4"), default));

        var change = new ChatChange((await store.Get<IChatRepository>().FindAsync(ChatId, default))!, isNew: false);
        var edited = sent[0].Edit(new MessageEdit(Change<string>.To("other"), default), change.Chat.NextChange, Alter.At);
        var round = new ChangeSet { Chats = { change }, Alterations = { new AlterationWrite(change.Chat.Alter(edited, AlterationKind.Edited), sent[0], edited) } };
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(round, default));

        ShouldBe.Same(edited, await store.Get<IMessageRepository>().FindAsync(edited.Id, default));
        Assert.Equal(4, edited.Change);
        Assert.Equal([sent[0].CurrentVersion], await store.Get<IChangeRepository>().PastVersionsAsync(edited.Id, 0, 10, default));
    }

    /// <summary>Listeners go on where they were, and the change of a message that an older program told of has no number.</summary>
    [Fact]
    public async Task Open_WhenThereAreEventsOfBefore_ThenTheyAreToldAndPositionsGoOn()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var source = (await store.QueryAsync("SELECT id FROM event_source"))[0];

        await using var reader = await FeedReader.OpenAsync(store.Get<IEventFeed>(), new EventPosition($"{source}{0:x16}"));
        var told = await reader.TakeAsync(4);
        await store.Get<IChatRepository>().MarkDeliveredAsync(ChatId, Other, 3, default);
        var next = Assert.Single(await reader.TakeAsync(1));

        Assert.Equal(1, Assert.IsType<MessageCreated>(told[0].Event).Message.Change);
        Assert.Equal(2, Assert.IsType<MessageUpdated>(told[1].Event).Message.Change);
        Assert.Equal(1, Assert.IsType<MessageRead>(told[2].Event).Sequence);
        Assert.Equal(75, Assert.IsType<CreditsChanged>(told[3].Event).Balance);
        Assert.Equal((new EventPosition($"{source}{5:x16}"), 3L), (next.Position, Assert.IsType<MessageDelivered>(next.Event).Sequence));
    }

    /// <summary>Every row as text, of the columns that there were.</summary>
    private static string Dump(string table, string columns) => $"SELECT {string.Join(" || '|' || ", columns.Split(", ").Select(column => $"quote({column})"))} FROM {table} ORDER BY 1";

    private static Task<List<string>> DumpAsync(EmbeddedStore store, string table, string columns) => store.QueryAsync(Dump(table, columns));

    /// <summary>Two chats; a text, a film that answers it, and credits; files in every state.</summary>
    /// <returns>What is in each table.</returns>
    private Dictionary<string, List<string>> MakeOlderStore()
    {
        using var session = SqliteOlderStore.Make(folder, "message_life");
        var (chat, sender, other) = ($"x'{ChatId}'", $"x'{Sender}'", $"x'{Other}'");
        static string Id(string end) => $"x'64d15f9e2e6c8f4d5a{end}'";
        const string Film = """{"type":"video","name":"film.mp4","size":5000000000,"key":"film.mp4"}""";
        var (granted, sent) = (Id("0000d1"), Id("0000d2"));
        session.Execute($"""
            INSERT INTO users (id, username) VALUES ({sender}, 'ayse'), ({other}, 'mehmet');
            INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at) VALUES
                ({chat}, 'direct', NULL, x'{Sender}{Other}', 4, 3, 100, 300), ({Id("123457")}, 'group', 'Grup', NULL, 0, 0, 100, 100);
            INSERT INTO chat_members (chat_id, user_id, position, read_up_to, active_hour, has_blocked) VALUES
                ({chat}, {sender}, 0, 3, 0, 0), ({chat}, {other}, 1, 1, 0, 0), ({Id("123457")}, {sender}, 0, 0, 0, 0);
            INSERT INTO messages (chat_id, sequence, id, sender_id, type, content, media, created_at, metadata, silent, reply_to_id, reply_to_sequence, mentions) VALUES
                ({chat}, 1, {Id("00000a")}, {sender}, 'text', 'Merhaba', NULL, 100, '{"{"}"a":1{"}"}', 1, NULL, NULL, NULL),
                ({chat}, 2, {Id("00000b")}, {sender}, 'media', NULL, '{Film}', 200, NULL, 0, {Id("00000a")}, 1, {other});
            INSERT INTO messages (chat_id, sequence, id, sender_id, type, content, created_at, transfer_amount, transfer_recipient_id) VALUES
                ({chat}, 3, {Id("00000c")}, {sender}, 'credit_transfer', 'note', 300, 25, {other});
            INSERT INTO mentions VALUES ({other}, {chat}, 2);
            INSERT INTO ledger (owner_id, number, id, direction, amount, balance_after, counterparty_id, message_id, chat_id, grant_id, created_at) VALUES
                (x'ffffffffffffffffffffffff', 1, {granted}, 'grant_issued', 100, -100, {sender}, NULL, NULL, {Id("0000e1")}, 50),
                ({sender}, 1, {Id("0000d3")}, 'grant', 100, 100, NULL, NULL, NULL, {Id("0000e1")}, 50),
                ({sender}, 2, {sent}, 'credit_transfer_sent', 25, 75, {other}, {Id("00000c")}, {chat}, NULL, 300),
                ({other}, 1, {Id("0000d4")}, 'credit_transfer_received', 25, 25, {sender}, {Id("00000c")}, {chat}, NULL, 300);
            INSERT INTO wallets VALUES (x'ffffffffffffffffffffffff', -100, 1), ({sender}, 75, 2), ({other}, 25, 1);
            INSERT INTO outcomes (user_id, key, space, fingerprint, message_id, balance, created_at) VALUES
                ({sender}, 'k', 'sends', zeroblob(32), {Id("00000a")}, NULL, 9000000000000),
                ({sender}, 'c', 'sends', zeroblob(32), {Id("00000c")}, 75, NULL);
            INSERT INTO outcomes (user_id, key, space, fingerprint, grant_id, recipient_id, amount, balance) VALUES
                ({other}, 'g', 'grants', zeroblob(32), {Id("0000e1")}, {sender}, 100, 100);
            INSERT INTO files (id, owner_id, name, media, uploaded_at, state, later_key, later_due, later_tries) VALUES
                ({Id("0000f1")}, {sender}, 'film.mp4', '{Film}', 100, 'bound', 'later.jpg', 400, 2), ({Id("0000f2")}, {sender}, 'b', '{Film}', 100, 'pending', NULL, NULL, 0),
                ({Id("0000f3")}, {sender}, 'c', '{Film}', 100, 'staged', NULL, NULL, 0), ({Id("0000f4")}, {sender}, 'd', '{Film}', 100, 'abandoned', NULL, NULL, 0);
            INSERT INTO events (kind, chat_id, user_id, number) VALUES
                ('message', {chat}, NULL, 1), ('updated', {chat}, NULL, 2), ('read', {chat}, {other}, 1), ('credits', NULL, {sender}, 75);
            """);
        foreach (var table in Unchanged)
            columnsOf[table] = string.Join(", ", session.Statement($"SELECT name FROM pragma_table_info('{table}')").List(row => row.Text(0)));
        return columnsOf.ToDictionary(table => table.Key, table => session.Statement(Dump(table.Key, table.Value)).List(row => row.Text(0)), StringComparer.Ordinal);
    }
}
