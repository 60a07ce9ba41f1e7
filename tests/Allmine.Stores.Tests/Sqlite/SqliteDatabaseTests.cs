using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc);

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    private static CancellationToken None => CancellationToken.None;

    private string File => Path.Combine(folder, "allmine.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("journal_mode", "wal")]
    // 2 is FULL: the log is synced at every commit.
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    [InlineData("busy_timeout", "2000")]
    // 2 is MEMORY, also after a start that has changed the schema.
    [InlineData("temp_store", "2")]
    public async Task Writer_WhenOpen_ThenCommitsAreDurable(string pragma, string value)
    {
        using var store = await OpenAsync();

        Assert.Equal([value], await store.QueryAsync($"PRAGMA {pragma}"));
    }

    /// <summary>It is used again from its beginning after each checkpoint; a reader of an old snapshot alone makes it longer, until it is gone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_WhenMuchIsWritten_ThenItIsBelow80MiBUnlessAReaderHoldsIt(bool someoneReads)
    {
        using var store = await OpenAsync();
        await store.ExecuteAsync("CREATE TABLE written (bytes BLOB)");
        using (var reader = SqliteSession.OpenReader(File))
        {
            if (someoneReads)
            {
                reader.BeginSnapshot();
                Assert.False(reader.Statement("SELECT 1 FROM written").Any());
            }

            // In commits as large as those of a full round.
            await WriteAsync(store, 100);

            Assert.InRange(LogLength(), (someoneReads ? 100L : 64L) << 20, (someoneReads ? 110L : 80L) << 20);
        }

        // It is written from its beginning at the first commit after a checkpoint.
        await WriteAsync(store, 20);

        Assert.InRange(LogLength(), 64L << 20, 80L << 20);
        Assert.Equal(["120"], await store.QueryAsync("SELECT count(*) FROM written"));
    }

    [Fact]
    public async Task Readers_WhenOpen_ThenTheyCannotWrite()
    {
        using var store = await OpenAsync();

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Database.ReadAsync(
            session => session.Statement("DELETE FROM users").Run(), None));

        Assert.Equal(8, Assert.IsType<SqliteException>(failure.InnerException).SqliteErrorCode);
    }

    [Fact]
    public async Task Open_WhenFolderIsNew_ThenItIsMadeWithEveryTable()
    {
        using var store = new EmbeddedStore(Path.Combine(folder, "a", "b"));

        await store.InitializeAsync();

        Assert.Equal(
            [
                "alterations", "chat_members", "chat_settings", "chats", "erasures", "event_source", "events", "feed", "feed_state", "feed_tombstones",
                "file_facts", "files", "leases", "ledger", "lives", "mentions", "messages",
                "node_sessions", "outcomes", "schema_versions", "store_key", "users", "wallets", "webhook_deliveries", "webhook_registry", "webhook_shards",
            ],
            await store.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"));
        Assert.Equal([$"{SqliteMigrations.Latest}"], await store.QueryAsync("SELECT max(version) FROM schema_versions"));
    }

    [Fact]
    public async Task Open_WhenOpenAlready_ThenNothingHappens()
    {
        using var store = await OpenAsync();

        await store.InitializeAsync();

        await Eventually.HoldsAsync(() => store.Get<IStoreStatus>().IsReadyAsync(None));
    }

    [Fact]
    public async Task Open_WhenReopened_ThenDataAreThereAndNoMigrationRunsAgain()
    {
        var chat = NewDirectChat();
        List<string> versions;
        using (var store = await OpenAsync())
        {
            versions = await store.QueryAsync("SELECT version || ' ' || applied_at FROM schema_versions");
            await CommitAsync(store, chat, "k");
        }

        using var reopened = await OpenAsync();

        Assert.Equal(versions, await reopened.QueryAsync("SELECT version || ' ' || applied_at FROM schema_versions"));
        Assert.Equal(1, (await reopened.Get<IChatRepository>().FindAsync(chat.Id, None))!.LastSequence);
        Assert.Single(await reopened.Get<IMessageRepository>().PageAsync(chat.Id, new HistoryWindow(null, null, 2), None));
        Assert.NotNull(await reopened.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(chat.Members[0].UserId, "k"), None));
    }

    [Fact]
    public async Task Open_WhenTheProcessWasKilled_ThenWhatWasCommittedIsThere()
    {
        using var killed = new EmbeddedStore(Path.Combine(folder, "killed"));
        await killed.InitializeAsync();
        var chat = NewDirectChat();
        await CommitAsync(killed, chat, "k");
        // What the disk holds at this moment is what a process that dies now leaves behind.
        var left = Directory.CreateDirectory(Path.Combine(folder, "left")).FullName;
        foreach (var name in new[] { "allmine.db", "allmine.db-wal" })
            System.IO.File.Copy(Path.Combine(killed.Folder, name), Path.Combine(left, name));

        using var store = new EmbeddedStore(left);
        await store.InitializeAsync();

        Assert.Equal(1, (await store.Get<IChatRepository>().FindAsync(chat.Id, None))!.LastSequence);
    }

    [Fact]
    public async Task Open_WhenSchemaIsOfALaterVersion_ThenRefusedAndLeftAsItIs()
    {
        using (var store = await OpenAsync())
            await store.ExecuteAsync($"INSERT INTO schema_versions VALUES ({SqliteMigrations.Latest + 1}, 0)");

        var refusal = await Assert.ThrowsAsync<StoreSetupException>(OpenAsync);

        Assert.Contains($"later version of this program (schema {SqliteMigrations.Latest + 1}, known up to {SqliteMigrations.Latest})", refusal.Message, StringComparison.Ordinal);
        AssertSentence(refusal);
        // Nothing is held after a refusal.
        await Assert.ThrowsAsync<StoreSetupException>(OpenAsync);
        System.IO.File.Delete(File);
        using var fresh = await OpenAsync();
    }

    [Fact]
    public async Task Open_WhenAnotherHasTheFolder_ThenRefusedUntilItIsClosed()
    {
        using (var first = await OpenAsync())
        {
            var refusal = await Assert.ThrowsAsync<StoreSetupException>(OpenAsync);
            Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
            AssertSentence(refusal);
            await Eventually.HoldsAsync(() => first.Get<IStoreStatus>().IsReadyAsync(None));
        }

        using var second = await OpenAsync();
        await Eventually.HoldsAsync(() => second.Get<IStoreStatus>().IsReadyAsync(None));
    }

    [Fact]
    public async Task Open_WhenFileIsNotADatabase_ThenRefusedAndLeftAsItIs()
    {
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        await System.IO.File.WriteAllTextAsync(File, text);

        var refusal = await Assert.ThrowsAsync<StoreSetupException>(OpenAsync);

        Assert.Contains("damaged or not a database", refusal.Message, StringComparison.Ordinal);
        AssertSentence(refusal);
        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task Open_WhenSchemaPageIsOverwritten_ThenRefused()
    {
        using (await OpenAsync())
        {
        }

        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        // The header stays; what follows it is the root of the schema.
        bytes.AsSpan(100, 3000).Fill(0x5A);
        await System.IO.File.WriteAllBytesAsync(File, bytes);

        AssertSentence(await Assert.ThrowsAsync<StoreSetupException>(OpenAsync));
    }

    [Fact]
    public async Task Open_WhenPathIsAFile_ThenRefused()
    {
        var path = Path.Combine(folder, "file");
        await System.IO.File.WriteAllTextAsync(path, "x");

        Assert.Contains("is a file, not a folder", (await RefusalAsync(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhenPathLeadsThroughAFile_ThenRefused()
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "file"), "x");

        Assert.Contains("can't be created", (await RefusalAsync(Path.Combine(folder, "file", "below"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhenDatabaseIsAFolder_ThenRefused()
    {
        Directory.CreateDirectory(File);

        Assert.Contains("can't be read and written", (await RefusalAsync(folder)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Open_WhenFolderCannotBeWritten_ThenRefused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The folder used is one of Linux.");

        // Not even root can create a file there.
        Assert.Contains("can't be written", (await RefusalAsync("/proc/self")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void OutcomeRetention_WhenSet_ThenNeverBelowSevenDays(int days, bool allowed)
    {
        var failure = Record.Exception(() => new EmbeddedStoreOptions { Path = folder, OutcomeRetention = TimeSpan.FromDays(days) });

        Assert.Equal(allowed, failure is null);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public async Task Open_WhenARecordIsSomeDaysOld_ThenItIsForgottenAfterThirty(int days, bool kept)
    {
        var chat = NewDirectChat();
        using (var store = await OpenAsync())
            await CommitAsync(store, chat, "k");

        using var later = new EmbeddedStore(folder, new FakeTimeProvider(Noon.AddDays(days)));
        await later.InitializeAsync();

        var record = await later.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(chat.Members[0].UserId, "k"), None);
        Assert.Equal(kept, record is not null);
        Assert.Single(await later.Get<IMessageRepository>().PageAsync(chat.Id, new HistoryWindow(null, null, 2), None));
    }

    [Fact]
    public async Task Commit_WhenThereIsNoSpaceLeft_ThenUnavailableNothingIsWrittenAndLaterItWorksAgain()
    {
        using var store = await OpenAsync();
        var chat = NewDirectChat();
        await store.Get<IChatRepository>().AddAsync(chat, None);
        // The file may not grow by a single page.
        await store.QueryAsync("PRAGMA max_page_count = 1");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Get<ICommitStore>().CommitAsync(LargeRound(chat), None));

        Assert.Equal(13, Assert.IsType<SqliteException>(failure.InnerException).SqliteErrorCode);
        Assert.Equal(0, (await store.Get<IChatRepository>().FindAsync(chat.Id, None))!.LastSequence);
        Assert.Empty(await store.Get<IMessageRepository>().PageAsync(chat.Id, new HistoryWindow(null, null, 1), None));

        await store.QueryAsync("PRAGMA max_page_count = 1000000");
        var again = (await store.Get<IChatRepository>().FindAsync(chat.Id, None))!;
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(LargeRound(again), None));
        Assert.Equal(100, (await store.Get<IChatRepository>().FindAsync(chat.Id, None))!.LastSequence);
    }

    [Fact]
    public async Task Commit_WhenAnotherProgramHoldsTheLock_ThenUnavailableAndLaterItWorksAgain()
    {
        using var store = await OpenAsync();
        var chat = NewDirectChat();
        using (var intruder = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            intruder.Open();
            using var command = intruder.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();

            await Assert.ThrowsAsync<StoreUnavailableException>(() => CommitAsync(store, chat, "k"));
        }

        await CommitAsync(store, NewDirectChat(), "k");
    }

    [Fact]
    public async Task Commit_WhenAnIdentifierIsUsedTwice_ThenItIsAConflictAndNothingIsWritten()
    {
        using var store = await OpenAsync();
        var (first, second) = (NewDirectChat(), NewDirectChat());
        var message = await CommitAsync(store, first, "k");
        var round = new ChangeSet();
        Append(round, new ChatChange(second, isNew: true), message.Id);

        Assert.Equal(CommitResult.Conflict, await store.Get<ICommitStore>().CommitAsync(round, None));

        Assert.Null(await store.Get<IChatRepository>().FindAsync(second.Id, None));
        await CommitAsync(store, NewDirectChat(), "k");
    }

    [Fact]
    public async Task Commit_WhenCancelledBefore_ThenCancelledAndNothingIsWritten()
    {
        using var store = await OpenAsync();
        var chat = NewDirectChat();
        var round = new ChangeSet();
        Append(round, new ChatChange(chat, isNew: true), NewId<Message>());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Get<ICommitStore>().CommitAsync(round, new CancellationToken(canceled: true)));

        Assert.Null(await store.Get<IChatRepository>().FindAsync(chat.Id, None));
    }

    [Fact]
    public async Task Ports_WhenTheStoreIsNotOpen_ThenUnavailable()
    {
        using var store = new EmbeddedStore(folder);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Get<IChatRepository>().FindAsync(NewId<Chat>(), None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Get<ICommitStore>().LoadAsync(new LoadRequest(), None));
        Assert.False(await store.Get<IStoreStatus>().IsReadyAsync(None));
    }

    [Fact]
    public async Task Dispose_WhenWorkIsQueued_ThenItIsFinishedAndLaterWorkIsTurnedAway()
    {
        var store = await OpenAsync();
        var database = store.Database;
        var chats = Enumerable.Range(0, 50).Select(_ => NewDirectChat()).ToList();
        var queued = chats.ConvertAll(chat => CommitAsync(store, chat, "k"));

        store.Dispose();

        await Task.WhenAll(queued);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.WriteAsync(_ => true, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.ReadAsync(_ => true, None));
        using var reopened = await OpenAsync();
        Assert.Equal(["50"], await reopened.QueryAsync("SELECT count(*) FROM messages"));
    }

    [Fact]
    public async Task Writer_WhenWorkLeavesATransactionOpen_ThenItIsRolledBack()
    {
        using var store = await OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Database.WriteAsync(
            session =>
            {
                session.Begin();
                return session.Statement("INSERT INTO users (id, username) VALUES (zeroblob(12), 'x')").Run();
            },
            None));

        Assert.Equal(["0"], await store.QueryAsync("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task Readers_WhenAReadIsDone_ThenTheNextSeesWhatWasWrittenSince()
    {
        using var store = await OpenAsync();
        var users = store.Get<IUserRepository>();
        var id = NewId<User>();
        for (var i = 0; i < 10; i++)
        {
            await users.PutAsync(new User(id, Username.From($"name {i}"), null), None);
            Assert.Equal($"name {i}", (await users.FindAsync(id, None))!.Username.Value);
        }
    }

    [Theory]
    [InlineData("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (zeroblob(11), 'group', NULL, NULL, 0, 0, 0, 0, 0, NULL)")]
    [InlineData("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (zeroblob(12), 'direct', NULL, NULL, 0, 0, 0, 0, 0, NULL)")]
    [InlineData("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (zeroblob(12), 'group', NULL, NULL, 0, -1, 0, 0, 0, NULL)")]
    [InlineData("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (zeroblob(12), 'group', NULL, NULL, 0, 'many', 0, 0, 0, NULL)")]
    [InlineData("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (zeroblob(12), 'group', NULL, NULL, 0, 0, 0, 0, -1, NULL)")]
    [InlineData("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (zeroblob(12), 'group', NULL, NULL, 0, 0, 0, 0, 0, zeroblob(21))")]
    [InlineData("INSERT INTO chat_members (chat_id, user_id, position, read_up_to, active_hour, has_blocked, delivered_up_to) VALUES (zeroblob(12), zeroblob(12), 0, 0, 0, 0, 0)")]
    public async Task Schema_WhenARowBreaksAnInvariant_ThenItIsRefused(string sql)
    {
        using var store = await OpenAsync();
        await store.ExecuteAsync("INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, pins) VALUES (x'0102030405060708090a0b0c', 'group', NULL, NULL, 0, 0, 0, 0, 0, NULL)");

        var failure = await Assert.ThrowsAsync<SqliteException>(() => store.ExecuteAsync(sql));

        Assert.Equal(19, failure.SqliteErrorCode);
    }

    private static async Task WriteAsync(EmbeddedStore store, int mebibytes)
    {
        for (var i = 0; i < mebibytes; i++)
            await store.ExecuteAsync("INSERT INTO written VALUES (zeroblob(1048576))");
    }

    private long LogLength() => new FileInfo($"{File}-wal").Length;

    private static Id<T> NewId<T>()
        where T : class => new ObjectIdGenerator(TimeProvider.System).NewId<T>();

    private static Chat NewDirectChat() => Chat.Direct(NewId<Chat>(), NewId<User>(), NewId<User>(), Noon);

    private static Message Append(ChangeSet round, ChatChange change, Id<Message> id, string text = "Merhaba")
    {
        var sender = change.Chat.Members[0].UserId;
        var message = Message.Text(new MessageHeader(id, change.Chat.Id, change.Chat.NextSequence, sender, Noon), MessageText.From(text));
        if (!round.Chats.Contains(change))
            round.Chats.Add(change);
        change.Senders.Add(sender);
        change.Chat.Append(message);
        round.Messages.Add(message);
        return message;
    }

    /// <summary>A round that needs many pages.</summary>
    private static ChangeSet LargeRound(Chat chat)
    {
        var round = new ChangeSet();
        var change = new ChatChange(chat, isNew: false);
        for (var i = 0; i < 100; i++)
            Append(round, change, NewId<Message>(), new string('x', MessageText.MaxLength));
        return round;
    }

    private static async Task<Message> CommitAsync(EmbeddedStore store, Chat chat, string key)
    {
        var round = new ChangeSet();
        var message = Append(round, new ChatChange(chat, isNew: true), NewId<Message>());
        round.IdempotencyRecords.Add(IdempotencyRecord.OfMessage(new IdempotencyKey(message.SenderId, key), Fingerprint.Of("x"), message));
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(round, None));
        return message;
    }

    private static async Task<StoreSetupException> RefusalAsync(string path)
    {
        using var store = new EmbeddedStore(path);
        var refusal = await Assert.ThrowsAsync<StoreSetupException>(store.InitializeAsync);
        AssertSentence(refusal);
        return refusal;
    }

    /// <summary>One line that ends as a sentence does, and names the setting.</summary>
    private static void AssertSentence(StoreSetupException refusal)
    {
        Assert.EndsWith("(setting Embedded:Path).", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private async Task<EmbeddedStore> OpenAsync()
    {
        // The clock of the messages, so that none is old when the store is opened.
        var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon));
        try
        {
            await store.InitializeAsync();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
