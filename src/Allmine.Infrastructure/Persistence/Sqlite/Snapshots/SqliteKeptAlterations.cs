using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Snapshots;

/// <summary>The changes of chats, as they are stored. Each row has the chat first.</summary>
internal static class SqliteKeptAlterations
{
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static SentChange ReadSentChange(SqliteStatement row) => row.Readable(
        static row => $"message {row.Int64(1)} of chat {Convert.ToHexStringLower(row.Blob(0))}",
        static row => new SentChange(row.ReadId<Chat>(0), row.Int64(1), row.Int64(2)));

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static AlterationNumber ReadNumber(SqliteStatement row) => row.Readable(NameOf, NumberIn);

    /// <remarks>Words are kept with the edit that has made them: it has replaced the version before.</remarks>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static AlterationEntry Read(SqliteStatement row) => row.Readable(NameOf, static row => new AlterationEntry(
        NumberIn(row),
        row.ReadId<Message>(3),
        row.Int64(4),
        AlterationKindNames.Parse(row.Text(5)) ?? throw new InvalidDataException($"It is of the kind '{row.Text(5)}', which this version can't read."),
        row.Int64(7) == 0 ? null : (row.Int64OrNull(6) ?? 1) - 1,
        HasReaction: row.Int64(8) == 1));

    private static AlterationNumber NumberIn(SqliteStatement row) => new(row.ReadId<Chat>(0), row.Int64(1), row.Int64(2));

    private static string NameOf(SqliteStatement row) => $"alteration {row.Int64(1)} of chat {Convert.ToHexStringLower(row.Blob(0))}";
}
