using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

internal sealed class MessageSerializer : DocumentSerializer<Message, MessageSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, Message value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteId("chatId", value.ChatId);
        writer.WriteInt64("sequence", value.Sequence);
        writer.WriteId("senderId", value.SenderId);
        writer.WriteString("type", MessageKindNames.NameOf(value.Kind));
        writer.WriteOptionalString("content", value.Content);
        if (value.Media is { } media)
        {
            writer.WriteStartDocument("media");
            MediaFields.Write(writer, media);
            writer.WriteEndDocument();
        }

        if (value.Transfer is { } transfer)
        {
            writer.WriteStartDocument("creditTransfer");
            CreditTransferFields.Write(writer, transfer);
            writer.WriteEndDocument();
        }

        writer.WriteTime("createdAt", value.CreatedAt);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Id = reader.ReadId<Message>();
                return true;
            case "chatId":
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case "sequence":
                parts.Sequence = reader.ReadWhole();
                return true;
            case "senderId":
                parts.SenderId = reader.ReadId<User>();
                return true;
            case "type":
                parts.Type = reader.ReadString();
                return true;
            case "content":
                parts.Content = reader.ReadString();
                return true;
            case "media":
                var media = new MediaFields();
                reader.ReadFields(media, MediaFields.Read);
                parts.Media = media.Compose();
                return true;
            case "creditTransfer":
                var transfer = new CreditTransferFields();
                reader.ReadFields(transfer, CreditTransferFields.Read);
                parts.Transfer = transfer.Compose();
                return true;
            case "createdAt":
                parts.CreatedAt = reader.ReadTime();
                return true;
            default:
                return false;
        }
    }

    protected override Message Compose(Parts parts)
    {
        var place = new MessageHeader(parts.Id, parts.ChatId, parts.Sequence, parts.SenderId, parts.CreatedAt);
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

        public DateTime CreatedAt { get; set; }
    }
}
