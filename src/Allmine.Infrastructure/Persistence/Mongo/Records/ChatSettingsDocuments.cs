using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>The documents of members' settings of chats.</summary>
internal static class ChatSettingsDocuments
{
    /// <summary>The identifier, in the one order of fields that it always has.</summary>
    public static BsonDocument IdOf(Id<User> userId, Id<Chat> chatId) =>
        new() { { ChatSettingsFields.UserId, userId.ToObjectId() }, { ChatSettingsFields.ChatId, chatId.ToObjectId() } };

    public static BsonDocument Of(ChatSettings settings) => new()
    {
        { "_id", IdOf(settings.UserId, settings.ChatId) },
        { ChatSettingsFields.Revision, settings.Revision },
        { ChatSettingsFields.Muted, true, settings.IsMuted },
        { ChatSettingsFields.MutedUntil, () => settings.MutedUntil!.Value, settings.MutedUntil is not null },
        { ChatSettingsFields.ArchivedAt, () => settings.ArchivedAt!.Value, settings.ArchivedAt is not null },
        { ChatSettingsFields.Pinned, true, settings.IsPinned },
    };

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static ChatSettings Read(BsonDocument document) =>
        document.DocumentOrNull("_id") is { } id
        && id.IdOrNull<User>(ChatSettingsFields.UserId) is { } userId
        && id.IdOrNull<Chat>(ChatSettingsFields.ChatId) is { } chatId
        && document.WholeOrNull(ChatSettingsFields.Revision) is { } revision
        && IsReadable(document, ChatSettingsFields.MutedUntil, document.TimeOrNull(ChatSettingsFields.MutedUntil) is not null)
        && IsReadable(document, ChatSettingsFields.ArchivedAt, document.WholeOrNull(ChatSettingsFields.ArchivedAt) is not null)
            ? new ChatSettings(chatId, userId)
            {
                Revision = revision,
                IsMuted = Is(document, ChatSettingsFields.Muted),
                MutedUntil = document.TimeOrNull(ChatSettingsFields.MutedUntil),
                ArchivedAt = document.WholeOrNull(ChatSettingsFields.ArchivedAt),
                IsPinned = Is(document, ChatSettingsFields.Pinned),
            }
            : throw new UnreadableRecordException($"chat settings {document.IdText()}");

    private static bool Is(BsonDocument document, string field) => document.GetValue(field, BsonNull.Value) == BsonBoolean.True;

    private static bool IsReadable(BsonDocument document, string field, bool isRead) => isRead || document.GetValue(field, BsonNull.Value).IsBsonNull;
}
