using Allmine.Application.Ports.Credits;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteLedgerRepository(SqliteDatabase database, UnreadableRecords unreadable) : ILedgerRepository
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = "id, owner_id, number, direction, amount, balance_after, counterparty_id, message_id, chat_id, grant_id, created_at, actor_id, actor_role";

    internal const string SelectAll = $"SELECT {Columns} FROM ledger WHERE owner_id = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3";

    internal const string SelectDirection = $"SELECT {Columns} FROM ledger WHERE owner_id = ?1 AND number < ?2 AND direction = ?4 ORDER BY number DESC LIMIT ?3";

    public static void Insert(SqliteSession session, List<LedgerEntry> entries)
    {
        var statement = session.Statement($"INSERT INTO ledger ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
        foreach (var entry in entries)
        {
            statement
                .Bind(1, entry.Id)
                .Bind(2, entry.OwnerId)
                .Bind(3, entry.Number)
                .Bind(4, LedgerDirectionNames.NameOf(entry.Direction))
                .Bind(5, entry.Amount)
                .Bind(6, entry.BalanceAfter)
                .Bind(7, entry.CounterpartyId)
                .Bind(8, entry.MessageId)
                .Bind(9, entry.ChatId)
                .Bind(10, entry.GrantId)
                .Bind(11, entry.CreatedAt)
                .Bind(12, entry.Actor?.Subject)
                .Bind(13, entry.Actor is { } actor ? ActorRoleNames.NameOf(actor.Role) : null)
                .Run();
        }
    }

    /// <summary>The entry in a row of <see cref="Columns"/>.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static LedgerEntry Read(SqliteStatement row) => row.Readable(
        static row => $"ledger entry {Convert.ToHexStringLower(row.Blob(0))}", ReadColumns);

    private static LedgerEntry ReadColumns(SqliteStatement row) => new(
        row.ReadId<LedgerEntry>(0),
        row.ReadId<User>(1),
        row.Int64(2),
        LedgerDirectionNames.Parse(row.Text(3)) ?? throw new InvalidDataException($"The database has a ledger entry of the unknown direction {row.Text(3)}."),
        row.Int64(4),
        row.Int64(5),
        row.ReadIdOrNull<User>(6),
        row.ReadIdOrNull<Message>(7),
        row.ReadIdOrNull<Chat>(8),
        row.ReadIdOrNull<Grant>(9),
        row.Time(10))
    {
        Actor = row.ReadIdOrNull<User>(11) is { } actor ? new Actor(actor, ActorRoleNames.Parse(row.TextOrNull(12))) : null,
    };

    public Task<IReadOnlyList<StoredEntry>> PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredEntry>>(session => Page(session, owner, window), cancellationToken);

    private List<StoredEntry> Page(SqliteSession session, Id<User> owner, LedgerWindow window)
    {
        var statement = session.Statement(window.Direction is null ? SelectAll : SelectDirection);
        statement.Bind(1, owner).Bind(2, window.Before ?? long.MaxValue).Bind(3, window.Limit);
        if (window.Direction is { } direction)
            statement.Bind(4, LedgerDirectionNames.NameOf(direction));
        return statement.List(ReadStored);
    }

    private StoredEntry ReadStored(SqliteStatement row) => unreadable.ReadOr(
        row, static known => (StoredEntry)Read(known), static lost => new StoredEntry(lost.Int64(2), lost.ReadId<LedgerEntry>(0), Entry: null));
}
