using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteWalletRepository(SqliteDatabase database, UnreadableRecords unreadable) : IWalletRepository
{
    public static Wallet? Find(SqliteSession session, Id<User> owner) => session
        .Statement("SELECT owner_id, balance, entries FROM wallets WHERE owner_id = ?1")
        .Bind(1, owner)
        .First(Read);

    /// <summary>The wallet in a row of owner, balance and entries.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static Wallet Read(SqliteStatement row) => row.Readable(
        static row => $"wallet of {Convert.ToHexStringLower(row.Blob(0))}",
        static row => Wallet.Restore(row.ReadId<User>(0), row.Int64(1), row.Int64(2)));

    /// <summary>Whether each wallet still is what the round was decided on.</summary>
    public static bool AreUnchanged(SqliteSession session, List<WalletChange> changes) =>
        changes.TrueForAll(change => (Find(session, change.Wallet.Owner)?.EntryCount ?? 0) == change.BaseEntries);

    /// <summary>Writes wallets that were found unchanged. Their entries are written already, which the database demands.</summary>
    public static void Write(SqliteSession session, List<WalletChange> changes)
    {
        var insert = session.Statement("INSERT INTO wallets (owner_id, balance, entries) VALUES (?1, ?2, ?3)");
        var update = session.Statement("UPDATE wallets SET balance = ?2, entries = ?3 WHERE owner_id = ?1");
        foreach (var change in changes)
        {
            var statement = change.IsNew ? insert : update;
            statement.Bind(1, change.Wallet.Owner).Bind(2, change.Wallet.Balance).Bind(3, change.Wallet.EntryCount).Run();
        }
    }

    public Task<Wallet> FindAsync(Id<User> owner, CancellationToken cancellationToken) =>
        database.ReadAsync(session => unreadable.Reported(() => Find(session, owner)) ?? Wallet.Empty(owner), cancellationToken);
}
