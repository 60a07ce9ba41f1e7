using Allmine.Application.Ports.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

/// <summary>The places of messages, as the index of the chats' numbers has them.</summary>
internal static class MongoMessageNumbers
{
    public static MongoRecordSerializer<BsonDocument> Serializer { get; } = new(BsonDocumentSerializer.Instance);

    /// <exception cref="UnreadableRecordException">It is no place.</exception>
    public static MessageNumber Of(BsonDocument place) => place.IdOrNull<Chat>(MessageFields.ChatId) is { } chatId && place.WholeOrNull(MessageFields.Sequence) is { } number
        ? new MessageNumber(chatId, number)
        : throw new UnreadableRecordException(NameOf(place), new FormatException("Its place is none."));

    public static string NameOf(BsonDocument place) =>
        $"message {place.GetValue(MessageFields.Sequence, BsonNull.Value)} of chat {place.GetValue(MessageFields.ChatId, BsonNull.Value)}";
}
