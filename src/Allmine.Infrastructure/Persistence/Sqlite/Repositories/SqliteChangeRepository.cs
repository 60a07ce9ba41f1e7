using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

/// <summary>
/// What has become of messages. A message's own row stays as it was sent, until it is deleted; <c>lives</c> has what changes, and <c>alterations</c> each change, with the
/// words of an edit.
/// </summary>
internal sealed class SqliteChangeRepository(SqliteDatabase database, SqliteMessageRepository messages) : IChangeRepository
{
    private const string Begin = "INSERT INTO lives (chat_id, sequence, change, version, life) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";

    private const string GoOn = "UPDATE lives SET change = ?3, version = ?4, life = ?5 WHERE chat_id = ?1 AND sequence = ?2 AND change = ?6";

    private const string Insert = """
        INSERT INTO alterations (chat_id, change, ordinal, message_id, sequence, kind, user_id, emoji, version, content, metadata, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """;

    private const string TakeContent = """
        UPDATE messages SET content = NULL, media = NULL, metadata = NULL, silent = 0, reply_to_id = NULL, reply_to_sequence = NULL, mentions = NULL, is_deleted = 1
        WHERE id = ?1
        """;

    private const string TakeVersions = "UPDATE alterations SET version = NULL, content = NULL, metadata = NULL, at = NULL WHERE message_id = ?1 AND version IS NOT NULL";

    private const string TakeMention = "DELETE FROM mentions WHERE user_id = ?1 AND chat_id = ?2 AND sequence = ?3";

    private const string InsertErasure = "INSERT INTO erasures (message_id, media_key, due) VALUES (?1, ?2, ?3)";

    private const string SelectOrdinal = "SELECT ordinal FROM alterations WHERE chat_id = ?1 AND change <= ?2 ORDER BY change DESC LIMIT 1";

    /// <summary>A cross join keeps the order of the tables: along the changes of lives, whose entries have the numbers of their messages, too.</summary>
    private const string SelectAltered = $"""
        SELECT {SqliteMessageRecord.Columns}
        FROM (SELECT chat_id, sequence FROM lives WHERE chat_id = ?1 AND change > ?2 AND sequence >= ?4 ORDER BY change LIMIT ?3) AS found
        {Altered}
        """;

    /// <summary>The same along the numbers of messages, of which there are few.</summary>
    private const string SelectAlteredOfFew = $"""
        SELECT {SqliteMessageRecord.Columns}
        FROM (SELECT chat_id, sequence FROM lives WHERE chat_id = ?1 AND +change > ?2 AND sequence >= ?4 ORDER BY +change LIMIT ?3) AS found
        {Altered}
        """;

    private const string Altered = """
        CROSS JOIN lives AS l ON l.chat_id = found.chat_id AND l.sequence = found.sequence
        CROSS JOIN messages AS m ON m.chat_id = l.chat_id AND m.sequence = l.sequence
        LEFT JOIN alterations AS v ON v.message_id = m.id AND v.version = l.version
        ORDER BY l.change
        """;

    /// <summary>How many altered messages somebody may see who was not there from the beginning, to have them found among these; others pass over what they do not see.</summary>
    private const int Few = 2_000;

    private const string SelectBeyondFew = "SELECT 1 FROM lives WHERE chat_id = ?1 AND sequence >= ?2 LIMIT 1 OFFSET ?3";

    private const string SelectUnaltered =
        $"{SqliteMessageRecord.Select} WHERE m.chat_id = ?1 AND m.sequence > ?2 AND m.sequence <= ?4 AND l.change IS NULL ORDER BY m.sequence LIMIT ?3";

    private const string SelectVersions = """
        SELECT v.version, v.content, v.metadata, v.at FROM alterations AS v
        WHERE v.message_id = ?1 AND v.version IS NOT NULL AND v.version > ?2
        AND v.version < (SELECT l.version FROM messages AS m JOIN lives AS l ON l.chat_id = m.chat_id AND l.sequence = m.sequence WHERE m.id = ?1)
        ORDER BY v.version LIMIT ?3
        """;

    private const string SelectFirstVersion = """
        SELECT 1, m.content, m.metadata, m.created_at FROM messages AS m JOIN lives AS l ON l.chat_id = m.chat_id AND l.sequence = m.sequence
        WHERE m.id = ?1 AND m.is_deleted = 0 AND l.version > 1
        """;

    /// <summary>Writes what becomes of a message, if it still is what the round was decided on; to be called in the round's transaction.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool TryWrite(SqliteSession session, AlterationWrite write)
    {
        var (alteration, before, after) = (write.Alteration, write.Before, write.After);
        var life = session.Statement(before.Life.Change is null ? Begin : GoOn)
            .Bind(1, alteration.ChatId)
            .Bind(2, alteration.Sequence)
            .Bind(3, alteration.Change)
            .Bind(4, after.Life.Version)
            .Bind(5, SqliteLife.Write(after, isOnlyDeleted: after.IsDeleted && !before.IsAltered));
        if (before.Life.Change is { } decidedOn)
            life.Bind(6, decidedOn);
        if (life.Run() != 1)
            return false;

        var version = alteration.Kind == AlterationKind.Edited ? after.CurrentVersion : null;
        InsertRecord(session, alteration, version);
        if (alteration.Kind == AlterationKind.Deleted)
            Delete(session, before, after.Life.DeletedAt!.Value);
        return true;
    }

    public Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Statement(SelectOrdinal).Bind(1, chatId).Bind(2, change).First(row => row.Int64(0)), cancellationToken);

    /// <summary>Writes a change of a chat itself, whose line is written; to be called in the round's transaction.</summary>
    public static void Write(SqliteSession session, ChatAlterationWrite write)
    {
        var alteration = write.Alteration;
        InsertRecord(session, alteration, version: null);
        if (write.ReplacedPhotoKey is { } key)
            session.Statement(InsertErasure).Bind(1, alteration.MessageId).Bind(2, key).Bind(3, write.Chat.UpdatedAt).Run();
    }

    public Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(
            session =>
            {
                session.BeginSnapshot();
                var altered = session.Statement(SeesFew(session, chatId, seesFrom) ? SelectAlteredOfFew : SelectAltered)
                    .Bind(1, chatId)
                    .Bind(2, after)
                    .Bind(3, limit)
                    .Bind(4, seesFrom)
                    .List(messages.ReadStored);
                session.Commit();
                return altered;
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(
            session => session.Statement(SelectUnaltered).Bind(1, chatId).Bind(2, after).Bind(3, limit).Bind(4, upTo).List(messages.ReadStored), cancellationToken);

    public Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<MessageVersion>>(
            session =>
            {
                session.BeginSnapshot();
                var first = after < 1 ? Versions(session.Statement(SelectFirstVersion).Bind(1, messageId)) : [];
                var others = limit > first.Count ? Versions(session.Statement(SelectVersions).Bind(1, messageId).Bind(2, after).Bind(3, limit - first.Count)) : [];
                session.Commit();
                return [.. first, .. others];
            },
            cancellationToken);

    private static List<MessageVersion> Versions(SqliteStatement statement) =>
        statement.List(row => new MessageVersion((int)row.Int64(0), row.TextOrNull(1), row.TextOrNull(2), row.Time(3)));

    private static void InsertRecord(SqliteSession session, MessageAlteration alteration, MessageVersion? version) => session.Statement(Insert)
        .Bind(1, alteration.ChatId)
        .Bind(2, alteration.Change)
        .Bind(3, alteration.Ordinal)
        .Bind(4, alteration.MessageId)
        .Bind(5, alteration.Sequence)
        .Bind(6, AlterationKindNames.NameOf(alteration.Kind))
        .Bind(7, alteration.UserId)
        .Bind(8, alteration.Emoji)
        .Bind(9, (long?)version?.Version)
        .Bind(10, version?.Content)
        .Bind(11, version?.Metadata)
        .Bind(12, version?.At)
        .Run();

    private static bool SeesFew(SqliteSession session, Id<Chat> chatId, long seesFrom) =>
        seesFrom > 1 && !session.Statement(SelectBeyondFew).Bind(1, chatId).Bind(2, seesFrom).Bind(3, Few).Any();

    private static void Delete(SqliteSession session, Message message, DateTime at)
    {
        session.Statement(TakeContent).Bind(1, message.Id).Run();
        session.Statement(TakeVersions).Bind(1, message.Id).Run();
        foreach (var mentioned in message.Attributes.Mentions)
            session.Statement(TakeMention).Bind(1, mentioned).Bind(2, message.ChatId).Bind(3, message.Sequence).Run();
        session.Statement(InsertErasure).Bind(1, message.Id).Bind(2, message.Media?.Key).Bind(3, at).Run();
    }
}
