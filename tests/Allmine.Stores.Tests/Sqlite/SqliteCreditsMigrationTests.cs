using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>A store of the version before credits, and records that outlive all others.</summary>
public sealed class SqliteCreditsMigrationTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 17, 0, TimeSpan.Zero);
    private static readonly Id<User> Sender = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Recipient = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Open_WhenTheStoreIsOlderThanCredits_ThenItsRecordsAndMessagesStay()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon));

        await store.InitializeAsync();

        var record = (await store.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(Sender, "k"), default))!;
        Assert.Equal(("Merhaba", (CreditTransfer?)null, (long?)null), (record.Message!.Content, record.Message.Transfer, record.Balance));
        Assert.Equal(Fingerprint.Restore(new byte[32], version: 1), record.Fingerprint);
        Assert.Equal([$"{Noon.ToUnixTimeMilliseconds()}"], await store.QueryAsync("SELECT created_at FROM outcomes"));
        await GrantAsync(store);
        Assert.Equal(1, (await store.Get<GroupCommitEngine>().CommitAsync(Transfer(9, "new"))).Balance);
    }

    [Fact]
    public async Task Open_WhenTheStoreIsOlderThanTheListOfChats_ThenItsChatsAreListed()
    {
        MakeOlderStore();
        using var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon));

        await store.InitializeAsync();

        Assert.Equal([ChatId], (await store.Get<IChatRepository>().PageAsync(Sender, null, 10, default)).Chats.Select(chat => chat.Id));
        var hour = Noon.AddMinutes(-Noon.Minute).ToUnixTimeMilliseconds();
        Assert.Equal([$"{hour}", $"{hour}"], await store.QueryAsync("SELECT active_hour FROM chat_members"));
    }

    [Fact]
    public async Task Open_WhenYearsHavePassed_ThenRecordsWithCreditsAreStillThere()
    {
        MakeOlderStore();
        using (var store = new EmbeddedStore(folder, new FakeTimeProvider(Noon)))
        {
            await store.InitializeAsync();
            await GrantAsync(store);
            await store.Get<GroupCommitEngine>().CommitAsync(Transfer(9, "sent"));
            await Assert.ThrowsAsync<RefusedException>(() => store.Get<GroupCommitEngine>().CommitAsync(Transfer(90, "refused")));
        }

        using var later = new EmbeddedStore(folder, new FakeTimeProvider(Noon.AddYears(10)));
        await later.InitializeAsync();

        Assert.Null(await later.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(Sender, "k"), default));
        Assert.Equal(["granted", "refused", "sent"], await later.QueryAsync("SELECT key FROM outcomes ORDER BY key"));
    }

    private static TransferIntent Transfer(long amount, string key) => new(
        Id<Message>.FromBytes(Guid.NewGuid().ToByteArray().AsSpan(..12)), Sender, ChatId, null,
        amount, Note: null, new IdempotencyKey(Sender, key), Fingerprint.Of(key));

    private static Task GrantAsync(EmbeddedStore store) => store.Get<GroupCommitEngine>().CommitAsync(new GrantIntent(
        new Grant(store.Get<IIdGenerator>().NewId<Grant>(), Sender, 10), new IdempotencyKey(Recipient, "granted", IdempotencyScope.Grants), Fingerprint.Of("g")));

    /// <summary>The first two scripts, and one message with its key.</summary>
    private void MakeOlderStore()
    {
        using var session = SqliteSession.OpenWriter(SqliteDatabase.FileIn(folder));
        session.Execute("CREATE TABLE schema_versions (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
        var assembly = typeof(SqliteMigrations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".Migrations.000", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(2))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            session.Execute(script.ReadToEnd());
        }

        var (chat, sender, recipient, pair) = ($"x'{ChatId}'", $"x'{Sender}'", $"x'{Recipient}'", $"x'{Sender}{Recipient}'");
        var at = Noon.ToUnixTimeMilliseconds();
        session.Execute($"""
            INSERT INTO schema_versions VALUES (1, 0), (2, 0);
            INSERT INTO users VALUES ({sender}, 'ayse', NULL), ({recipient}, 'mehmet', NULL);
            INSERT INTO chats VALUES ({chat}, 'direct', NULL, {pair}, 0, 1, {at}, {at});
            INSERT INTO chat_members VALUES ({chat}, {sender}, 0, 1), ({chat}, {recipient}, 1, 0);
            INSERT INTO messages VALUES ({chat}, 1, {chat}, {sender}, 'text', 'Merhaba', NULL, {at});
            INSERT INTO outcomes VALUES ({sender}, 'k', zeroblob(32), {chat}, {at});
            """);
    }
}
