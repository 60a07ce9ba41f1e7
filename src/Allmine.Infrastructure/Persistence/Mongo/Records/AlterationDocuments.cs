using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>The documents of alterations. An alteration's number among those of its chat is that of its change, less the messages that were there.</summary>
internal static class AlterationDocuments
{
    /// <summary>The identifier, in the one order of fields that it always has: so those of a chat are in the order of its changes.</summary>
    public static BsonDocument IdOf(Id<Chat> chatId, long change) => new() { { AlterationFields.ChatId, chatId.ToObjectId() }, { AlterationFields.Change, change } };

    /// <param name="alteration">What happened.</param>
    /// <param name="replaced">The words to keep with it; null for none.</param>
    public static BsonDocument Of(MessageAlteration alteration, MessageVersion? replaced)
    {
        var document = new BsonDocument
        {
            { "_id", IdOf(alteration.ChatId, alteration.Change) },
            { AlterationFields.LastSequence, alteration.LastSequence },
            { AlterationFields.MessageId, alteration.MessageId.ToObjectId() },
            { AlterationFields.Sequence, alteration.Sequence },
            { AlterationFields.Kind, AlterationKindNames.NameOf(alteration.Kind) },
            { AlterationFields.UserId, () => alteration.UserId!.Value.ToObjectId(), alteration.UserId is not null },
            { AlterationFields.Emoji, alteration.Emoji, alteration.Emoji is not null },
        };
        return replaced is null ? document : document.Add(AlterationFields.Replaced, Of(replaced));
    }

    /// <summary>Of a change of the chat itself: what has changed, and the chat as of it.</summary>
    public static BsonDocument Of(ChatAlterationWrite write)
    {
        var document = Of(write.Alteration with { UserId = write.UserId }, replaced: null);
        return document.Add(AlterationFields.Event, ChatEventNames.NameOf(write.Event)).Add(AlterationFields.Chat, new BsonDocument
        {
            { SnapshotFields.Title, write.Chat.Title, write.Chat.Title is not null },
            { SnapshotFields.Photo, () => MediaParts.ToDocument(write.Chat.Photo!), write.Chat.Photo is not null },
            { SnapshotFields.CreatedAt, write.Chat.CreatedAt },
            { SnapshotFields.UpdatedAt, write.Chat.UpdatedAt },
        });
    }

    /// <summary>The chat as of a change of it itself, what had changed, and of whom.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static (ChatSnapshot Chat, ChatEvent Event, Id<User>? UserId) ChatChangeIn(BsonDocument document) =>
        document.DocumentOrNull("_id") is { } id
        && id.IdOrNull<Chat>(AlterationFields.ChatId) is { } chatId
        && id.WholeOrNull(AlterationFields.Change) is { } change
        && document.WholeOrNull(AlterationFields.LastSequence) is { } lastSequence
        && ChatEventNames.Parse(TextIn(document, AlterationFields.Event)) is { } what
        && document.DocumentOrNull(AlterationFields.Chat) is { } chat
        && chat.TimeOrNull(SnapshotFields.CreatedAt) is { } createdAt
        && chat.TimeOrNull(SnapshotFields.UpdatedAt) is { } updatedAt
            ? (new ChatSnapshot(chatId, TextIn(chat, SnapshotFields.Title), PhotoIn(chat, document), lastSequence, change, createdAt, updatedAt), what, document.IdOrNull<User>(AlterationFields.UserId))
            : throw Unreadable(document);

    /// <summary>The number of an alteration among those of its chat.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static long OrdinalOf(BsonDocument document) =>
        document["_id"].AsBsonDocument.WholeOrNull(AlterationFields.Change) is { } change && document.WholeOrNull(AlterationFields.LastSequence) is { } lastSequence
            ? change - lastSequence
            : throw Unreadable(document);

    /// <summary>The words that an edit has replaced.</summary>
    /// <exception cref="UnreadableRecordException">They can't be read.</exception>
    public static MessageVersion ReplacedIn(BsonDocument document) =>
        document.DocumentOrNull(AlterationFields.Replaced) is { } replaced
        && replaced.WholeOrNull(VersionFields.Version) is { } version
        && replaced.TimeOrNull(VersionFields.At) is { } at
            ? new MessageVersion((int)version, TextIn(replaced, VersionFields.Content), TextIn(replaced, VersionFields.Metadata), at)
            : throw Unreadable(document);

    public static UnreadableRecordException Unreadable(BsonDocument document) => new($"alteration {document.IdText()}");

    private static BsonDocument Of(MessageVersion version) => new()
    {
        { VersionFields.Version, (long)version.Version },
        { VersionFields.Content, version.Content, version.Content is not null },
        { VersionFields.Metadata, version.Metadata, version.Metadata is not null },
        { VersionFields.At, version.At },
    };

    private static MediaContent? PhotoIn(BsonDocument chat, BsonDocument alteration)
    {
        if (chat.DocumentOrNull(SnapshotFields.Photo) is not { } photo)
            return null;
        try
        {
            var parts = new MediaParts();
            using var reader = new BsonDocumentReader(photo);
            reader.ReadFields(parts, MediaParts.Read);
            return parts.Compose();
        }
        catch (Exception exception)
        {
            throw new UnreadableRecordException($"alteration {alteration.IdText()}", exception);
        }
    }

    private static string? TextIn(BsonDocument replaced, string field) => replaced.GetValue(field, BsonNull.Value) is BsonString text ? text.Value : null;
}
