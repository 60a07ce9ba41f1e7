namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>chat_settings</c>. User and chat are parts of the identifier.</summary>
internal static class ChatSettingsFields
{
    public const string UserId = "userId";
    public const string ChatId = "chatId";
    public const string Revision = "revision";

    /// <summary>There, and true, where the chat is muted.</summary>
    public const string Muted = "muted";
    public const string MutedUntil = "mutedUntil";

    /// <summary>Absent where the chat is not archived.</summary>
    public const string ArchivedAt = "archivedAt";

    /// <summary>There, and true, where the chat is pinned.</summary>
    public const string Pinned = "pinned";

    public const string IdChatId = $"_id.{ChatId}";
}
