using Allmine.Application.Abstractions;
using Allmine.Application.Verification;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Microsoft.Data.Sqlite;

namespace Allmine.Infrastructure.Persistence.Sqlite;

/// <summary>A session of its own, in a transaction that sees what was committed when it began.</summary>
internal sealed class SqliteStoreSnapshot(SqliteSession session) : IStoreSnapshot
{
    public IAsyncEnumerable<Wallet> ReadWalletsAsync(CancellationToken cancellationToken) =>
        Read("SELECT owner_id, balance, entries FROM wallets ORDER BY owner_id", SqliteWalletRepository.Read, cancellationToken);

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CancellationToken cancellationToken) =>
        Read($"SELECT {SqliteLedgerRepository.Columns} FROM ledger ORDER BY owner_id, number", SqliteLedgerRepository.Read, cancellationToken);

    public IAsyncEnumerable<LedgerEntry> ReadTransferEntriesAsync(CancellationToken cancellationToken) => Read(
        $"SELECT {SqliteLedgerRepository.Columns} FROM ledger WHERE message_id IS NOT NULL ORDER BY message_id", SqliteLedgerRepository.Read, cancellationToken);

    public IAsyncEnumerable<LedgerEntry> ReadGrantEntriesAsync(CancellationToken cancellationToken) => Read(
        $"SELECT {SqliteLedgerRepository.Columns} FROM ledger WHERE message_id IS NULL ORDER BY grant_id", SqliteLedgerRepository.Read, cancellationToken);

    public IAsyncEnumerable<Message> ReadTransfersAsync(CancellationToken cancellationToken) => Read(
        $"SELECT {SqliteMessageRepository.Columns} FROM messages AS m WHERE m.type = '{MessageKinds.CreditTransfer}' ORDER BY m.id",
        SqliteMessageRepository.Read,
        cancellationToken);

    public IAsyncEnumerable<ChatNumber> ReadChatNumbersAsync(CancellationToken cancellationToken) =>
        Read("SELECT id, last_sequence FROM chats ORDER BY id", ReadNumber, cancellationToken);

    public IAsyncEnumerable<ChatNumber> ReadMessageNumbersAsync(CancellationToken cancellationToken) =>
        Read("SELECT chat_id, sequence FROM messages ORDER BY chat_id, sequence", ReadNumber, cancellationToken);

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ChatNumber ReadNumber(SqliteStatement row) => new(row.ReadId<Chat>(0), row.Int64(1));

    private IAsyncEnumerable<T> Read<T>(string sql, Func<SqliteStatement, T> read, CancellationToken cancellationToken) =>
        Rows(sql, read, cancellationToken).ToAsyncEnumerable();

    private IEnumerable<T> Rows<T>(string sql, Func<SqliteStatement, T> read, CancellationToken cancellationToken)
    {
        using var rows = session.Statement(sql).Stream(read).GetEnumerator();
        while (Move(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return rows.Current;
        }
    }

    private static bool Move<T>(IEnumerator<T> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException(exception);
        }
    }
}
