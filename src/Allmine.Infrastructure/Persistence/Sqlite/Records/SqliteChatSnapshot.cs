using System.Text.Json;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>A chat as of one of its own changes, and what that was, as the JSON of an event. Times are milliseconds since 1970-01-01 UTC.</summary>
internal sealed record SqliteChatSnapshot(string Event, string? User, string? Title, SqliteMedia? Photo, long LastSequence, long CreatedAt, long UpdatedAt)
{
    public static string Write(ChatAlterationWrite write)
    {
        var (chat, photo) = (write.Chat, write.Chat.Photo);
        return JsonSerializer.Serialize(
            new SqliteChatSnapshot(
                ChatEventNames.NameOf(write.Event),
                write.UserId?.ToString(),
                chat.Title,
                photo is null ? null : SqliteMedia.Of(photo),
                chat.LastSequence,
                SqliteTime.Milliseconds(chat.CreatedAt),
                SqliteTime.Milliseconds(chat.UpdatedAt)),
            SqliteChatJson.Snapshot);
    }

    public static SqliteChatSnapshot Read(string json) => JsonSerializer.Deserialize(json, SqliteChatJson.Snapshot)!;

    /// <summary>What has changed; null if this version doesn't know it.</summary>
    public ChatEvent? What => ChatEventNames.Parse(Event);

    public Id<User>? UserId => User is null ? null : Id<User>.Parse(User);

    public ChatSnapshot ToSnapshot(Id<Chat> id, long change) =>
        new(id, Title, Photo?.ToContent(), LastSequence, change, SqliteTime.Of(CreatedAt), SqliteTime.Of(UpdatedAt));
}
