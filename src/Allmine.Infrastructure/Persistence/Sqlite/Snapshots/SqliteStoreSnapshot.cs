using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Development;
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
        Read(SqliteRecordedKeys.Select("message_id IS NULL AND grant_id IS NULL AND items IS NULL AND opened_chat_id IS NULL"), SqliteRecordedKeys.Read, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<ChatEntry>> ReadChatsAsync(CancellationToken cancellationToken) =>
        Read("SELECT id, last_sequence, alteration_count, pins FROM chats ORDER BY id", ReadChat, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<MessageNumber>> ReadMessageNumbersAsync(CancellationToken cancellationToken) =>
        Read("SELECT chat_id, sequence FROM messages ORDER BY chat_id, sequence", ReadNumber, cancellationToken);

    /// <remarks>Null tells that the change has the message's own number. The table is gone through as it lies; a reader sorts in a temporary file.</remarks>
    public IAsyncEnumerable<SnapshotRecord<SentChange>> ReadSentChangesAsync(CancellationToken cancellationToken) => Read(
        """
        SELECT m.chat_id, m.sequence, coalesce(m.sent_change, m.sequence) FROM messages AS m
        WHERE m.sent_change IS NOT NULL OR EXISTS (SELECT 1 FROM alterations AS a WHERE a.chat_id = m.chat_id)
        ORDER BY +m.chat_id, +m.sequence
        """,
        SqliteKeptAlterations.ReadSentChange,
        cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<AlterationNumber>> ReadAlterationNumbersAsync(CancellationToken cancellationToken) =>
        Read("SELECT chat_id, change, ordinal FROM alterations ORDER BY chat_id, change", SqliteKeptAlterations.ReadNumber, cancellationToken);

    /// <remarks>Sorted in a temporary file, without the words.</remarks>
    public IAsyncEnumerable<SnapshotRecord<AlterationEntry>> ReadAlterationsAsync(CancellationToken cancellationToken) => Read(
        """
        SELECT chat_id, change, ordinal, message_id, sequence, kind, version, coalesce(version, content, metadata, at) IS NOT NULL,
            emoji IS NOT NULL AND emoji <> ''
        FROM alterations
        ORDER BY chat_id, sequence, change
        """,
        SqliteKeptAlterations.Read,
        cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<Message>> ReadAlteredMessagesAsync(CancellationToken cancellationToken) => Read(
        $"""
        SELECT {SqliteMessageRecord.Columns} FROM lives AS l CROSS JOIN messages AS m ON m.chat_id = l.chat_id AND m.sequence = l.sequence
        LEFT JOIN alterations AS v ON v.message_id = m.id AND v.version = l.version
        ORDER BY l.chat_id, l.sequence
        """,
        SqliteMessageRecord.Read,
        cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<StrayMention>> ReadStrayMentionsAsync(CancellationToken cancellationToken) => Read(
        "SELECT c.user_id, m.id FROM mentions AS c CROSS JOIN messages AS m ON m.chat_id = c.chat_id AND m.sequence = c.sequence WHERE m.mentions IS NULL",
        static row => new StrayMention(row.ReadId<User>(0), row.ReadId<Message>(1)),
        cancellationToken);

    /// <remarks>The photo of Development, which stays without a message, has an owner of its own.</remarks>
    public IAsyncEnumerable<SnapshotRecord<FileEntry>> ReadKeptFilesAsync(CancellationToken cancellationToken) => Read(
        $"""
        SELECT id, media_key FROM files
        WHERE state IN ('{FileStateNames.Bound}', '{FileStateNames.Released}') AND media_key IS NOT NULL AND owner_id <> x'{DevelopmentSeed.SenderId}'
        ORDER BY media_key
        """,
        static row => new FileEntry(row.ReadId<UploadedFile>(0), row.Text(1)),
        cancellationToken);

    /// <remarks>In the words of the index <c>messages_by_file</c>.</remarks>
    public IAsyncEnumerable<SnapshotRecord<string>> ReadCarriedKeysAsync(CancellationToken cancellationToken) => Read(
        "SELECT CASE WHEN json_valid(media) THEN media ->> '$.key' END AS key FROM messages WHERE media IS NOT NULL AND key IS NOT NULL ORDER BY key",
        static row => row.Text(0),
        cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<string>> ReadPhotoKeysAsync(CancellationToken cancellationToken) => Read(
        "SELECT CASE WHEN json_valid(photo) THEN photo ->> '$.key' END AS key FROM chats WHERE photo IS NOT NULL AND key IS NOT NULL ORDER BY key",
        static row => row.Text(0),
        cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<ErasureEntry>> ReadErasuresAsync(CancellationToken cancellationToken) => Read(
        "SELECT message_id, media_key FROM erasures ORDER BY media_key", static row => new ErasureEntry(row.ReadId<Message>(0), row.TextOrNull(1)), cancellationToken);

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The chat is read as a whole, to find out whether it can be.</summary>
    private ChatEntry ReadChat(SqliteStatement row)
    {
        var chat = row.Readable(
            static row => $"chat {Convert.ToHexStringLower(row.Blob(0))}",
            static row => new ChatEntry(row.ReadId<Chat>(0), row.Int64(1), row.Int64(2), row.IsNull(3) ? [] : SqlitePins.Read(row.Blob(3))));
        _ = SqliteChatRepository.Find(session, chat.ChatId);
        return chat;
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
