using System.Text.Json;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>A chat as it was when it was made or opened, as the JSON of an event: without a message. Times are milliseconds since 1970-01-01 UTC.</summary>
internal sealed record SqliteChatBeginning(string Kind, string? Title, long Revision, long At, IReadOnlyList<SqliteFounder> Members)
{
    public static string Write(Chat chat) => JsonSerializer.Serialize(
        new SqliteChatBeginning(
            ChatKindNames.NameOf(chat.Kind),
            chat.Title,
            chat.Revision,
            SqliteTime.Milliseconds(chat.CreatedAt),
            [.. chat.Members.Select(member => new SqliteFounder(member.UserId.ToString(), ChatRoleNames.NameOf(member.Role)))]),
        SqliteChatJson.Beginning);

    /// <exception cref="JsonException">It can't be read; or <see cref="FormatException"/>, or <see cref="InvalidDataException"/>.</exception>
    public static Chat Read(string json, Id<Chat> id)
    {
        var beginning = JsonSerializer.Deserialize(json, SqliteChatJson.Beginning)!;
        var kind = ChatKindNames.Parse(beginning.Kind) ?? throw new InvalidDataException($"The chat {id} was of the unknown kind {beginning.Kind}.");
        var at = SqliteTime.Of(beginning.At);
        return Chat.Restore(new ChatState(id, kind, beginning.Title, beginning.Revision, 0, at, at), beginning.Members.Select(Of));
    }

    private static Member Of(SqliteFounder founder) => new(Id<User>.Parse(founder.User), 0) { Role = ChatRoleNames.Parse(founder.Role) ?? ChatRole.Member };
}
