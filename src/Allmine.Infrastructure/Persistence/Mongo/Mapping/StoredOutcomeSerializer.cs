using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Mapping;

internal sealed class StoredOutcomeSerializer : DocumentSerializer<StoredOutcome, StoredOutcomeSerializer.Parts>
{
    /// <summary>The identifier of the document, in the one order of fields that it always has.</summary>
    public static BsonDocument IdOf(OutcomeKey key) => new() { { "userId", key.UserId.ToObjectId() }, { "key", key.Key } };

    protected override void WriteFields(IBsonWriter writer, StoredOutcome value)
    {
        writer.WriteStartDocument("_id");
        writer.WriteId("userId", value.Key.UserId);
        writer.WriteString("key", value.Key.Key);
        writer.WriteEndDocument();
        writer.WriteBinaryData("fingerprint", new BsonBinaryData(value.Fingerprint.ToBytes()));
        writer.WriteId("messageId", value.MessageId);
        writer.WriteId("chatId", value.ChatId);
        if (value.ExpiresAt is { } expiresAt)
            writer.WriteTime("expiresAt", expiresAt);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                reader.ReadFields(parts, ReadKey);
                return true;
            case "fingerprint":
                parts.Fingerprint = reader.ReadBinaryData().Bytes;
                return true;
            case "messageId":
                parts.MessageId = reader.ReadId<Message>();
                return true;
            case "chatId":
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case "expiresAt":
                parts.ExpiresAt = reader.ReadTime();
                return true;
            default:
                return false;
        }
    }

    protected override StoredOutcome Compose(Parts parts) => new(
        new OutcomeKey(parts.UserId, parts.Key),
        Fingerprint.Restore(parts.Fingerprint),
        parts.MessageId,
        parts.ChatId,
        parts.ExpiresAt);

    private static bool ReadKey(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "userId":
                parts.UserId = reader.ReadId<User>();
                return true;
            case "key":
                parts.Key = reader.ReadString();
                return true;
            default:
                return false;
        }
    }

    internal sealed class Parts
    {
        public Id<User> UserId { get; set; }

        public string Key { get; set; } = string.Empty;

        public byte[] Fingerprint { get; set; } = [];

        public Id<Message> MessageId { get; set; }

        public Id<Chat> ChatId { get; set; }

        public DateTime? ExpiresAt { get; set; }
    }
}
