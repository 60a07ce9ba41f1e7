using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>A member in a row of <c>chat_members</c>.</summary>
internal static class SqliteMemberRow
{
    /// <summary>The columns of a member, of the table called m.</summary>
    public const string Columns = "m.user_id, m.read_up_to, m.delivered_up_to, m.role, m.line, m.line_change, m.line_at, m.sees_all";

    /// <summary>How many <see cref="Columns"/> there are.</summary>
    public const int ColumnCount = 8;

    /// <param name="row">The row.</param>
    /// <param name="at">Which of its columns is the first of <see cref="Columns"/>.</param>
    /// <exception cref="InvalidDataException">The role is none that this version knows.</exception>
    public static Member Read(SqliteStatement row, int at) => new(row.ReadId<User>(at), row.Int64(at + 1), row.Int64(at + 2))
    {
        Role = ChatRoleNames.Parse(row.Text(at + 3)) ?? throw new InvalidDataException($"The database has a member of the unknown role {row.Text(at + 3)}."),
        Line = row.Int64(at + 4),
        LineChange = row.Int64(at + 5),
        LineAt = row.TimeOrNull(at + 6),
        SeesAll = row.Int64(at + 7) != 0,
    };
}
