using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Allmine.Infrastructure.Persistence.Sqlite.Snapshots;

/// <summary>A session of its own, in a transaction that sees what was committed when it began.</summary>
internal sealed class SqliteStoreSnapshot(SqliteSession session) : IStoreSnapshot
{
    private const string Entries = $"SELECT {SqliteLedgerRepository.Columns} FROM ledger";

    public IAsyncEnumerable<SnapshotRecord<Wallet>> ReadWalletsAsync(CancellationToken cancellationToken) =>
        Read("SELECT owner_id, balance, entries FROM wallets ORDER BY owner_id", SqliteWalletRepository.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        Read($"{Entries} ORDER BY owner_id, number", SqliteLedgerRepository.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadTransferEntriesAsync(CancellationToken cancellationToken) =>
        Read($"{Entries} WHERE message_id IS NOT NULL ORDER BY message_id", SqliteLedgerRepository.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadGrantEntriesAsync(CancellationToken cancellationToken) =>
        Read($"{Entries} WHERE message_id IS NULL ORDER BY grant_id", SqliteLedgerRepository.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<Message>> ReadMessagesAsync(CancellationToken cancellationToken) =>
        Read($"{SqliteMessageRecord.Select} ORDER BY m.id", SqliteMessageRecord.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadMessageKeysAsync(CancellationToken cancellationToken) =>
        Read(SqliteRecordedKeys.Select("message_id IS NOT NULL ORDER BY message_id"), SqliteRecordedKeys.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadGrantKeysAsync(CancellationToken cancellationToken) =>
        Read(SqliteRecordedKeys.Select("message_id IS NULL AND grant_id IS NOT NULL ORDER BY grant_id"), SqliteRecordedKeys.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadOtherKeysAsync(CancellationToken cancellationToken) =>
        Read(SqliteRecordedKeys.Select("message_id IS NULL AND grant_id IS NULL AND items IS NULL"), SqliteRecordedKeys.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<MessageNumber>> ReadChatNumbersAsync(CancellationToken cancellationToken) =>
        Read("SELECT id, last_sequence FROM chats ORDER BY id", ReadChat, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<MessageNumber>> ReadMessageNumbersAsync(CancellationToken cancellationToken) =>
        Read("SELECT chat_id, sequence FROM messages ORDER BY chat_id, sequence", ReadNumber, cancellationToken);

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The chat is read as a whole, to find out whether it can be.</summary>
    private MessageNumber ReadChat(SqliteStatement row)
    {
        var number = row.Readable(static row => $"chat {Convert.ToHexStringLower(row.Blob(0))}", ReadColumns);
        _ = SqliteChatRepository.Find(session, number.ChatId);
        return number;
    }

    private static MessageNumber ReadNumber(SqliteStatement row) => row.Readable(
        static row => $"message {row.Int64(1)} of chat {Convert.ToHexStringLower(row.Blob(0))}", ReadColumns);

    private static MessageNumber ReadColumns(SqliteStatement row) => new(row.ReadId<Chat>(0), row.Int64(1));

    private IAsyncEnumerable<SnapshotRecord<T>> Read<T>(string sql, Func<SqliteStatement, T> read, CancellationToken cancellationToken) =>
        Rows(sql, read, cancellationToken).ToAsyncEnumerable();

    private IEnumerable<SnapshotRecord<T>> Rows<T>(string sql, Func<SqliteStatement, T> read, CancellationToken cancellationToken)
    {
        using var rows = session.Statement(sql).Stream(row => Record(row, read)).GetEnumerator();
        while (Move(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return rows.Current;
        }
    }

    private static SnapshotRecord<T> Record<T>(SqliteStatement row, Func<SqliteStatement, T> read)
    {
        try
        {
            return read(row);
        }
        catch (UnreadableRecordException exception)
        {
            return new SnapshotRecord<T>(exception);
        }
    }

    private static bool Move<T>(IEnumerator<T> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            throw new InvalidDataException($"The file of the embedded store is damaged: {exception.Message}", exception);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException(exception);
        }
    }
}
