using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Data.Sqlite;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>What the database itself refuses, whatever program asks for it.</summary>
public sealed class SqliteCreditGuardTests : IAsyncLifetime, IDisposable
{
    private readonly EmbeddedStore store = new();

    private Id<User> user;

    public async Task InitializeAsync()
    {
        await store.InitializeAsync();
        var ids = store.Get<IIdGenerator>();
        user = ids.NewId<User>();
        var other = ids.NewId<User>();
        foreach (var id in new[] { user, other })
            await store.Get<IUserRepository>().PutAsync(new User(id, Username.From("somebody"), null), default);
        var engine = store.Get<GroupCommitEngine>();
        await engine.CommitAsync(new GrantIntent(
            new Grant(ids.NewId<Grant>(), user, 100), new IdempotencyKey(user, "g", IdempotencyScope.Grants), Fingerprint.Of("g")));
        await engine.CommitAsync(new TransferIntent(
            ids.NewId<Message>(), user, null, other, 25, Note: null, new IdempotencyKey(user, "k"), Fingerprint.Of("k")));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData("UPDATE ledger SET amount = 1", "a ledger entry never changes")]
    [InlineData("UPDATE ledger SET created_at = 0 WHERE owner_id = $user", "a ledger entry never changes")]
    [InlineData("DELETE FROM ledger WHERE owner_id = $user AND number = 2", "a ledger entry is never removed")]
    [InlineData("DELETE FROM wallets WHERE owner_id = $user", "a wallet is never removed")]
    [InlineData("UPDATE wallets SET balance = 1000 WHERE owner_id = $user", "a wallet must be what its last ledger entry says")]
    [InlineData("UPDATE wallets SET entries = 3 WHERE owner_id = $user", "a wallet must be what its last ledger entry says")]
    [InlineData("UPDATE wallets SET balance = -1 WHERE owner_id = $user", "a wallet must be what its last ledger entry says")]
    [InlineData("INSERT INTO wallets VALUES (x'0123456789abcdef01234567', 5, 1)", "a wallet must be what its last ledger entry says")]
    [InlineData("INSERT INTO ledger VALUES ($user, 4, $id, 'grant', 1, 76, NULL, NULL, NULL, $id, 0, NULL, NULL)", "must follow from the one before it")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant', 1, 77, NULL, NULL, NULL, $id, 0, NULL, NULL)", "must follow from the one before it")]
    [InlineData("INSERT INTO ledger VALUES ($id, 1, $id, 'grant', 1, 2, NULL, NULL, NULL, $id, 0, NULL, NULL)", "must follow from the one before it")]
    [InlineData("INSERT INTO ledger VALUES ($user, 2, $id, 'grant', 1, 101, NULL, NULL, NULL, $id, 0, NULL, NULL)", "UNIQUE")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'credit_transfer_sent', 76, -1, $id, (SELECT id FROM messages), (SELECT id FROM chats), NULL, 0, NULL, NULL)", "CHECK")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant', 0, 75, NULL, NULL, NULL, $id, 0, NULL, NULL)", "CHECK")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant_issued', 1, 74, $id, NULL, NULL, $id, 0, NULL, NULL)", "CHECK")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant', 1, 76, NULL, NULL, NULL, NULL, 0, NULL, NULL)", "CHECK")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant', 1, 76, NULL, NULL, NULL, $id, 0, $id, NULL)", "CHECK")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant', 1, 76, NULL, NULL, NULL, $id, 0, NULL, 'user')", "CHECK")]
    [InlineData("INSERT INTO ledger VALUES ($user, 3, $id, 'grant', 1, 76, NULL, NULL, NULL, $id, 0, $id, 'root')", "CHECK")]
    [InlineData("UPDATE messages SET transfer_amount = 1", "a credit transfer never changes")]
    [InlineData("DELETE FROM messages", "a credit transfer is never removed")]
    public async Task Write_WhenItBreaksTheLedger_ThenTheDatabaseRefuses(string sql, string reason)
    {
        var before = await DescribeAsync();
        sql = sql.Replace("$user", $"x'{user}'", StringComparison.Ordinal).Replace("$id", "x'aaaaaaaaaaaaaaaaaaaaaaaa'", StringComparison.Ordinal);

        var refusal = await Assert.ThrowsAsync<SqliteException>(() => store.ExecuteAsync(sql));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync());
    }

    private async Task<string> DescribeAsync() => string.Join('\n', [
        .. await store.QueryAsync("SELECT hex(owner_id) || number || amount || balance_after || created_at FROM ledger ORDER BY owner_id, number"),
        .. await store.QueryAsync("SELECT hex(owner_id) || balance || '/' || entries FROM wallets ORDER BY owner_id"),
        .. await store.QueryAsync("SELECT hex(id) || transfer_amount FROM messages ORDER BY id")]);
}
