using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>The fields of a message's attributes. Those that say nothing are not there.</summary>
internal sealed class AttributesParts
{
    private readonly List<Id<User>> mentions = [];
    private string? metadata;
    private bool isSilent;
    private Id<Message> replyId;
    private long? replySequence;

    public static void Write(IBsonWriter writer, MessageAttributes attributes)
    {
        writer.WriteOptionalString(MessageFields.Metadata, attributes.Metadata);
        if (attributes.IsSilent)
            writer.WriteBoolean(MessageFields.Silent, true);
        if (attributes.ReplyTo is { } reply)
        {
            writer.WriteStartDocument(MessageFields.ReplyTo);
            writer.WriteId(ReplyFields.MessageId, reply.Id);
            writer.WriteInt64(ReplyFields.Sequence, reply.Sequence);
            writer.WriteEndDocument();
        }

        if (attributes.Mentions.Count == 0)
            return;
        writer.WriteStartArray(MessageFields.Mentions);
        foreach (var mentioned in attributes.Mentions)
            writer.WriteObjectId(mentioned.ToObjectId());
        writer.WriteEndArray();
    }

    public static bool Read(IBsonReader reader, string name, AttributesParts parts)
    {
        switch (name)
        {
            case MessageFields.Metadata:
                parts.metadata = reader.ReadString();
                return true;
            case MessageFields.Silent:
                parts.isSilent = reader.ReadBoolean();
                return true;
            case MessageFields.ReplyTo:
                reader.ReadFields(parts, ReadReply);
                return true;
            case MessageFields.Mentions:
                reader.ReadStartArray();
                while (reader.ReadBsonType() != BsonType.EndOfDocument)
                    parts.mentions.Add(reader.ReadId<User>());
                reader.ReadEndArray();
                return true;
            default:
                return false;
        }
    }

    public MessageAttributes Compose() =>
        new(metadata, isSilent, replySequence is { } sequence ? new MessageReference(replyId, sequence) : null, mentions);

    private static bool ReadReply(IBsonReader reader, string name, AttributesParts parts)
    {
        switch (name)
        {
            case ReplyFields.MessageId:
                parts.replyId = reader.ReadId<Message>();
                return true;
            case ReplyFields.Sequence:
                parts.replySequence = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }
}
