using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class MessageSerializer : DocumentSerializer<Message, MessageSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, Message value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteId(MessageFields.ChatId, value.ChatId);
        writer.WriteInt64(MessageFields.Sequence, value.Sequence);
        writer.WriteId(MessageFields.SenderId, value.SenderId);
        writer.WriteString(MessageFields.Type, MessageKindNames.NameOf(value.Kind));
        writer.WriteOptionalString(MessageFields.Content, value.Content);
        if (value.Media is { } media)
        {
            writer.WriteStartDocument(MessageFields.Media);
            MediaParts.Write(writer, media);
            writer.WriteEndDocument();
        }

        if (value.Transfer is { } transfer)
        {
            writer.WriteStartDocument(MessageFields.CreditTransfer);
            CreditTransferParts.Write(writer, transfer);
            writer.WriteEndDocument();
        }

        AttributesParts.Write(writer, value.Attributes);
        writer.WriteTime(MessageFields.CreatedAt, value.CreatedAt);
        if (value.SentChange != value.Sequence)
            writer.WriteInt64(MessageFields.Change, value.SentChange);
        LifeParts.Write(writer, value.Life);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Id = reader.ReadId<Message>();
                return true;
            case MessageFields.ChatId:
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case MessageFields.Sequence:
                parts.Sequence = reader.ReadWhole();
                return true;
            case MessageFields.SenderId:
                parts.SenderId = reader.ReadId<User>();
                return true;
            case MessageFields.Type:
                parts.Type = reader.ReadString();
                return true;
            case MessageFields.Content:
                parts.Content = reader.ReadString();
                return true;
            case MessageFields.Media:
                var media = new MediaParts();
                reader.ReadFields(media, MediaParts.Read);
                parts.Media = media.Compose();
                return true;
            case MessageFields.CreditTransfer:
                var transfer = new CreditTransferParts();
                reader.ReadFields(transfer, CreditTransferParts.Read);
                parts.Transfer = transfer.Compose();
                return true;
            case MessageFields.CreatedAt:
                parts.CreatedAt = reader.ReadTime();
                return true;
            case MessageFields.Change:
                parts.Change = reader.ReadWhole();
                return true;
            case MessageFields.Life:
                parts.Life = LifeParts.Read(reader).Compose();
                return true;
            case MessageFields.Metadata or MessageFields.Silent or MessageFields.ReplyTo or MessageFields.Mentions:
                return AttributesParts.Read(reader, name, parts.Attributes ??= new AttributesParts());
            default:
                return false;
        }
    }

    protected override Message Compose(Parts parts)
    {
        var place = new MessageHeader(parts.Id, parts.ChatId, parts.Sequence, parts.SenderId, parts.CreatedAt)
        {
            Attributes = parts.Attributes?.Compose() ?? MessageAttributes.None,
            Change = parts.Change,
            Life = parts.Life,
        };
        var kind = MessageKindNames.Parse(parts.Type)
            ?? throw new FormatException($"Message {parts.Id} is stored as one of type '{parts.Type}', which this version can't read.");
        return Message.Restore(kind, place, parts.Content, parts.Media, parts.Transfer);
    }

    internal sealed class Parts
    {
        public Id<Message> Id { get; set; }

        public Id<Chat> ChatId { get; set; }

        public long Sequence { get; set; }

        public Id<User> SenderId { get; set; }

        public string? Type { get; set; }

        public string? Content { get; set; }

        public MediaContent? Media { get; set; }

        public CreditTransfer? Transfer { get; set; }

        public AttributesParts? Attributes { get; set; }

        public DateTime CreatedAt { get; set; }

        public long? Change { get; set; }

        public MessageLife? Life { get; set; }
    }
}
