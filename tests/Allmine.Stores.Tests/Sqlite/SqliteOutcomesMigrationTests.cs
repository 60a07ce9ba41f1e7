using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>A store of the version before outcomes were in the order of keys: they are all there, as they were.</summary>
public sealed class SqliteOutcomesMigrationTests : IDisposable
{
    private const string Columns =
        "user_id, key, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version, items, refused_item, actor_id, actor_role";

    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 17, 0, TimeSpan.Zero);
    private static readonly Id<User> Sender = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Recipient = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<User> Service = Id<User>.Parse("64d15f9e2e6c8f4d5a333333");

    /// <summary>All columns of an outcome in one text, as SQL writes them.</summary>
    private static readonly string Row = string.Join(" || '|' || ", Columns.Split(", ").Select(column => $"quote({column})"));

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Open_WhenThereAreOutcomesOfBefore_ThenEachIsThereInTheOrderOfKeys()
    {
        var before = MakeOlderStore();
        using var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon));

        await store.InitializeAsync();

        Assert.Equal(before, await store.QueryAsync($"SELECT {Row} FROM outcomes ORDER BY key, user_id, space"));
        Assert.Equal(["key", "user_id", "space"], await store.QueryAsync("SELECT name FROM pragma_table_info('outcomes') WHERE pk > 0 ORDER BY pk"));
        Assert.Equal(["chats", "messages"], await store.QueryAsync("SELECT \"table\" FROM pragma_foreign_key_list('outcomes') ORDER BY 1"));
        Assert.Equal(["ok"], await store.QueryAsync("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Find_WhenTheOutcomeIsOfBefore_ThenItIsTheSame()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon));
        await store.InitializeAsync();
        var records = store.Get<IIdempotencyRepository>();

        var sent = (await records.FindAsync(new IdempotencyKey(Sender, "a"), default))!;
        Assert.Equal(("Merhaba", new Actor(Service, ActorRole.Service)), (sent.Message!.Content, sent.Actor));
        Assert.Equal(ErrorCode.InsufficientCredits, (await records.FindAsync(new IdempotencyKey(Sender, "c", IdempotencyScope.Batches), default))!.Refusal);
        Assert.Equal(9, (await records.FindAsync(new IdempotencyKey(Recipient, "a", IdempotencyScope.Grants), default))!.Grant!.Amount);
        Assert.Equal("Merhaba", Assert.Single((await records.FindAsync(new IdempotencyKey(Sender, "b", IdempotencyScope.Batches), default))!.Items!).Message!.Content);
        Assert.Null(await records.FindAsync(new IdempotencyKey(Recipient, "b", IdempotencyScope.Batches), default));
    }

    [Theory]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items) VALUES (zeroblob(12), 'new', 'batches', zeroblob(32), 0)", null)]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items) VALUES (zeroblob(11), 'new', 'batches', zeroblob(32), 0)", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items) VALUES (zeroblob(12), 'new', 'future', zeroblob(32), 0)", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items) VALUES (zeroblob(12), 'new', 'batches', zeroblob(31), 0)", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items) VALUES (zeroblob(12), 'new', 'sends', zeroblob(32), 0)", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint) VALUES (zeroblob(12), 'new', 'sends', zeroblob(32))", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items, refused_item) VALUES (zeroblob(12), 'new', 'batches', zeroblob(32), 0, 1)", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, grant_id, balance) VALUES (zeroblob(12), 'new', 'grants', zeroblob(32), zeroblob(12), 1)", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, items, actor_id) VALUES (zeroblob(12), 'new', 'batches', zeroblob(32), 0, zeroblob(12))", "CHECK")]
    [InlineData("INSERT INTO outcomes (user_id, key, space, fingerprint, message_id) VALUES (zeroblob(12), 'new', 'sends', zeroblob(32), zeroblob(12))", "FOREIGN KEY")]
    [InlineData("INSERT INTO outcomes SELECT * FROM outcomes", "UNIQUE")]
    public async Task Schema_WhenAnOutcomeBreaksAnInvariant_ThenItIsRefused(string sql, string? constraint)
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon));
        await store.InitializeAsync();

        var failure = (SqliteException?)await Record.ExceptionAsync(() => store.ExecuteAsync(sql));

        Assert.Equal(constraint is null ? null : 19, failure?.SqliteErrorCode);
        Assert.Contains(constraint ?? "", failure?.Message ?? "", StringComparison.Ordinal);
    }

    /// <summary>All scripts before the one that puts outcomes in the order of keys, and one outcome of each sort.</summary>
    /// <returns>The outcomes, in the order of keys.</returns>
    private List<string> MakeOlderStore()
    {
        const int Version = 11;
        using var session = SqliteSession.OpenWriter(SqliteDatabase.FileIn(folder));
        session.Execute("CREATE TABLE schema_versions (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
        var assembly = typeof(SqliteMigrations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".Migrations.00", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(Version))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            session.Execute(script.ReadToEnd());
        }

        var (sender, recipient, message) = ($"x'{Sender}'", $"x'{Recipient}'", "x'64d15f9e2e6c8f4d5a123456'");
        var at = Noon.ToUnixTimeMilliseconds();
        session.Execute($"""
            INSERT INTO schema_versions VALUES ({Version}, 0);
            INSERT INTO chats VALUES ({message}, 'direct', NULL, x'{Sender}{Recipient}', 0, 1, {at}, {at});
            INSERT INTO messages (chat_id, sequence, id, sender_id, type, content, created_at) VALUES ({message}, 1, {message}, {sender}, 'text', 'Merhaba', {at});
            INSERT INTO outcomes ({Columns}) VALUES
                ({sender}, 'a', 'sends', zeroblob(32), {message}, NULL, NULL, NULL, NULL, 7, {at}, 1, NULL, NULL, x'{Service}', 'service'),
                ({sender}, 'b', 'batches', zeroblob(32), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, NULL, NULL),
                ({sender}, 'b#0', 'batch_items', zeroblob(32), {message}, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL),
                ({sender}, 'c', 'batches', zeroblob(32), NULL, 'credits.insufficient', NULL, NULL, NULL, NULL, NULL, 1, NULL, 3, {recipient}, 'user'),
                ({recipient}, 'a', 'sends', zeroblob(32), {message}, NULL, NULL, NULL, NULL, NULL, {at}, 2, NULL, NULL, NULL, NULL),
                ({recipient}, 'a', 'grants', zeroblob(32), NULL, NULL, x'64d15f9e2e6c8f4d5a777777', {sender}, 9, 10, NULL, 1, NULL, NULL, NULL, NULL);
            """);
        return session.Statement($"SELECT {Row} FROM outcomes ORDER BY key, user_id, space").List(row => row.Text(0));
    }
}
