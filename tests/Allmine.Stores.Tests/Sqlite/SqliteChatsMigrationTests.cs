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
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>A store of the version before chats could change: all that it has stays, and its groups have owners.</summary>
public sealed class SqliteChatsMigrationTests : IDisposable
{
    private static readonly Id<User> Sender = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Other = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<Chat> DirectId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<Chat> GroupId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123457");

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Open_WhenTheStoreIsOlder_ThenEveryRowOfItIsThere()
    {
        var before = MakeOlderStore();
        using var store = new EmbeddedStore(folder);

        await store.InitializeAsync();

        foreach (var (table, (columns, rows)) in before)
            Assert.Equal(rows, await store.QueryAsync(Dump(table, columns)));
        Assert.Empty(await store.QueryAsync("SELECT 1 FROM pragma_foreign_key_check"));
        Assert.Equal(["ok"], await store.QueryAsync("PRAGMA integrity_check"));
        // What guards the tables, and what they are found by, is made anew with them.
        Assert.Equal(
            [
                "alterations_remain", "alterations_stay", "chat_changes_have_lines", "credit_transfers_begin_no_other_life", "credit_transfers_live_no_other_life",
                "credit_transfers_remain", "credit_transfers_stay", "feed_remains", "feed_stays", "ledger_entries_follow", "ledger_entries_remain", "ledger_entries_stay", "lines_remain", "lines_stay",
                "tombstones_live_no_more", "tombstones_remain", "tombstones_stay", "wallets_begin", "wallets_follow", "wallets_remain",
            ],
            await store.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"));
        Assert.Equal(
            ["alterations_versions", "chat_members_blocks", "chat_members_by_hour", "chat_settings_archived", "chats_by_photo", "messages_by_file", "messages_films"],
            await store.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT IN ('files', 'erasures', 'ledger', 'feed', 'webhook_shards', 'webhook_deliveries') AND name NOT LIKE 'sqlite_%' ORDER BY name"));
        Assert.Empty(await store.QueryAsync("SELECT name FROM sqlite_schema WHERE sql LIKE '%new\\_%' ESCAPE '\\'"));
        Assert.Null((await new StoreVerifier(store.Get<IStoreSnapshots>()).VerifyAsync(default)).Fault);
    }

    /// <summary>The owner is who stands first, which is not who has the lowest identifier; and stays it when others get a role.</summary>
    [Fact]
    public async Task Open_WhenThereAreGroupsOfBefore_ThenTheirFirstMemberIsTheOwner()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var chats = store.Get<IChatRepository>();

        var (group, direct) = ((await chats.FindAsync(GroupId, default))!, (await chats.FindAsync(DirectId, default))!);

        Assert.Equal([(Other, ChatRole.Owner), (Sender, ChatRole.Member)], group.Members.Select(member => (member.UserId, member.Role)));
        Assert.All(direct.Members, member => Assert.Equal(ChatRole.Member, member.Role));
        Assert.All([.. group.Members, .. direct.Members], member => Assert.Equal((0L, 0L, null, false), (member.Line, member.LineChange, member.LineAt, member.SeesAll)));
        Assert.Equal((null, 0L), (group.Photo, group.OwnChange));

        var change = new ChatChange(group, isNew: false);
        group.SetRole(Sender, ChatRole.Owner);
        var line = Message.Line(new MessageHeader(Id<Message>.Parse("64d15f9e2e6c8f4d5a0000aa"), GroupId, 1, Other, TimeProvider.System.GetUtcNow().UtcDateTime.Date), new ChatLine(ChatEvent.RoleChanged, Sender) { Role = ChatRole.Owner });
        var round = new ChangeSet { Chats = { change }, Messages = { line } };
        round.ChatAlterations.Add(new ChatAlterationWrite(group.Take(line), ChatEvent.RoleChanged, Sender, group.ToSnapshot(), null));
        change.ChangedMembers.Add(Sender);
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(round, default));
        Assert.Equal([ChatRole.Owner, ChatRole.Owner], (await chats.FindAsync(GroupId, default))!.Members.Select(member => member.Role));
    }

    [Fact]
    public async Task Open_WhenThereAreBlocksOfBefore_ThenTheyAreListedWithoutATime()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var chats = store.Get<IChatRepository>();

        Assert.Equal([new Block(Other, null)], (await chats.FindAsync(DirectId, default))!.Blocks);
        Assert.Equal([new BlockPosition(DateTime.UnixEpoch, Sender)], await chats.BlocksAsync(Other, null, 10, default));
        Assert.Empty(await chats.BlocksAsync(Sender, null, 10, default));
    }

    [Fact]
    public async Task Open_WhenThereAreMessagesAndEventsOfBefore_ThenTheyReadAsTheyDidAndPositionsGoOn()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var source = (await store.QueryAsync("SELECT id FROM event_source"))[0];

        var sent = (await store.Get<IMessageRepository>().PageAsync(DirectId, new HistoryWindow(null, 0, 10), default)).Select(message => message.GetReadable()).ToList();
        Assert.Equal([("edited", 4L, false), (null, 3, true)], sent.Select(message => (message.Content, message.Change, message.IsDeleted)));
        Assert.Equal("first", (await store.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(Sender, "k"), default))!.Message!.Content);
        Assert.Equal(["first"], (await store.Get<IChangeRepository>().PastVersionsAsync(sent[0].Id, 0, 10, default)).Select(version => version.Content));
        Assert.True(await store.Get<IErasureBacklog>().IsCarriedAsync("group.jpg", default));
        await using var reader = await FeedReader.OpenAsync(store.Get<IEventFeed>(), new EventPosition($"{source}{0:x16}"));
        var told = await reader.TakeAsync(2);
        Assert.Equal(4, Assert.IsType<MessageAltered>(told[1].Event).Message.Change);
        await store.Get<IChatRepository>().MarkDeliveredAsync(DirectId, Other, 2, default);
        Assert.Equal(new EventPosition($"{source}{3:x16}"), Assert.Single(await reader.TakeAsync(1)).Position);
    }

    private static string Dump(string table, string columns) => $"SELECT {string.Join(" || '|' || ", columns.Split(", ").Select(column => $"quote({column})"))} FROM {table} ORDER BY 1";

    /// <summary>A direct chat with an edited message and a deleted one, and a block; a group; an outcome; and events.</summary>
    private Dictionary<string, (string Columns, List<string> Rows)> MakeOlderStore()
    {
        using var session = SqliteOlderStore.Make(folder, "chats_that_change");
        var (direct, group, sender, other) = ($"x'{DirectId}'", $"x'{GroupId}'", $"x'{Sender}'", $"x'{Other}'");
        static string Id(string end) => $"x'64d15f9e2e6c8f4d5a{end}'";
        session.Execute($$"""
            INSERT INTO users (id, username) VALUES ({{sender}}, 'ayse'), ({{other}}, 'mehmet');
            INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count) VALUES
                ({{direct}}, 'direct', NULL, x'{{Sender}}{{Other}}', 4, 2, 100, 300, 2), ({{group}}, 'group', 'Grup', NULL, 0, 0, 100, 100, 0);
            INSERT INTO chat_members (chat_id, user_id, position, read_up_to, active_hour, has_blocked) VALUES
                ({{direct}}, {{sender}}, 0, 2, 0, 0), ({{direct}}, {{other}}, 1, 1, 0, 1), ({{group}}, {{sender}}, 1, 0, 0, 0), ({{group}}, {{other}}, 0, 0, 0, 0);
            INSERT INTO messages (chat_id, sequence, id, sender_id, type, content, media, created_at, is_deleted) VALUES
                ({{direct}}, 1, {{Id("00000a")}}, {{sender}}, 'text', 'first', '{"type":"image","name":"g","size":1,"key":"group.jpg"}', 100, 0),
                ({{direct}}, 2, {{Id("00000b")}}, {{sender}}, 'media', NULL, NULL, 200, 1);
            INSERT INTO lives (chat_id, sequence, change, version, life) VALUES
                ({{direct}}, 1, 4, 2, '{"version":2,"editedAt":400}'), ({{direct}}, 2, 3, 1, '{"version":1,"deletedAt":300}');
            INSERT INTO alterations (chat_id, change, ordinal, message_id, sequence, kind, version, content, at) VALUES
                ({{direct}}, 3, 1, {{Id("00000b")}}, 2, 'deleted', NULL, NULL, NULL), ({{direct}}, 4, 2, {{Id("00000a")}}, 1, 'edited', 2, 'edited', 400);
            INSERT INTO erasures (message_id, due) VALUES ({{Id("00000b")}}, 300);
            INSERT INTO outcomes (user_id, key, space, fingerprint, message_id, created_at) VALUES ({{sender}}, 'k', 'sends', zeroblob(32), {{Id("00000a")}}, 9000000000000);
            INSERT INTO events (kind, chat_id, number, life) VALUES ('message', {{direct}}, 1, NULL), ('altered', {{direct}}, 4, '{"version":2,"editedAt":400}');
            """);
        return session.Statement("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_versions'").List(row => row.Text(0)).ToDictionary(
            table => table,
            table =>
            {
                var columns = string.Join(", ", session.Statement($"SELECT name FROM pragma_table_info('{table}')").List(row => row.Text(0)));
                return (columns, session.Statement(Dump(table, columns)).List(row => row.Text(0)));
            },
            StringComparer.Ordinal);
    }
}
