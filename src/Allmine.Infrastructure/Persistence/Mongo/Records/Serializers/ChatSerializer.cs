using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class ChatSerializer : DocumentSerializer<Chat, ChatSerializer.Parts>
{
    /// <summary>The pins alone, as the document has them.</summary>
    public static BsonArray PinsOf(Chat chat) => [.. chat.Pins.Select(pin => new BsonDocument { { PinFields.MessageId, pin.MessageId.ToObjectId() }, { PinFields.Sequence, pin.Sequence } })];

    protected override void WriteFields(IBsonWriter writer, Chat value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteString(ChatFields.Kind, ChatKindNames.NameOf(value.Kind));
        if (value.Pair is { } pair)
            writer.WriteBinaryData(ChatFields.Pair, new BsonBinaryData(pair.ToBytes()));
        writer.WriteOptionalString(ChatFields.Title, value.Title);
        writer.WriteInt64(ChatFields.Revision, value.Revision);
        writer.WriteInt64(ChatFields.LastSequence, value.LastSequence);
        writer.WriteStartArray(ChatFields.Members);
        foreach (var member in value.Members)
        {
            writer.WriteStartDocument();
            writer.WriteId(MemberFields.UserId, member.UserId);
            writer.WriteInt64(MemberFields.ReadUpTo, member.ReadUpTo);
            writer.WriteEndDocument();
        }

        writer.WriteEndArray();
        if (value.IsBlocked)
        {
            writer.WriteStartArray(ChatFields.BlockedBy);
            foreach (var userId in value.BlockedBy)
                writer.WriteObjectId(userId.ToObjectId());
            writer.WriteEndArray();
        }

        writer.WriteTime(ChatFields.CreatedAt, value.CreatedAt);
        writer.WriteTime(ChatFields.UpdatedAt, value.UpdatedAt);
        // For the index; what is read back is the time.
        writer.WriteTime(ChatFields.ActiveHour, ActiveHour.Of(value));
        if (value.AlterationCount > 0)
            writer.WriteInt64(ChatFields.AlterationCount, value.AlterationCount);
        if (value.Pins.Count == 0)
            return;
        writer.WriteStartArray(ChatFields.Pins);
        foreach (var pin in value.Pins)
        {
            writer.WriteStartDocument();
            writer.WriteId(PinFields.MessageId, pin.MessageId);
            writer.WriteInt64(PinFields.Sequence, pin.Sequence);
            writer.WriteEndDocument();
        }

        writer.WriteEndArray();
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts) => Read(reader, name, parts);

    protected override Chat Compose(Parts parts) => parts.ToChat();

    /// <summary>Reads a field of a chat's document.</summary>
    internal static bool Read(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Id = reader.ReadId<Chat>();
                return true;
            case ChatFields.Kind:
                parts.Kind = reader.ReadString();
                return true;
            case ChatFields.Title:
                parts.Title = reader.ReadString();
                return true;
            case ChatFields.Revision:
                parts.Revision = reader.ReadWhole();
                return true;
            case ChatFields.LastSequence:
                parts.LastSequence = reader.ReadWhole();
                return true;
            case ChatFields.Members:
                ReadMembers(reader, parts.Members);
                return true;
            case ChatFields.BlockedBy:
                ReadBlockers(reader, parts.BlockedBy);
                return true;
            case ChatFields.CreatedAt:
                parts.CreatedAt = reader.ReadTime();
                return true;
            case ChatFields.UpdatedAt:
                parts.UpdatedAt = reader.ReadTime();
                return true;
            case ChatFields.AlterationCount:
                parts.AlterationCount = reader.ReadWhole();
                return true;
            case ChatFields.Pins:
                ReadPins(reader, parts.Pins);
                return true;
            default:
                return false;
        }
    }

    private static void ReadBlockers(IBsonReader reader, List<Id<User>> blockers)
    {
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
            blockers.Add(reader.ReadId<User>());
        reader.ReadEndArray();
    }

    /// <summary>In the order in which they are stored: commits rely on it.</summary>
    private static void ReadMembers(IBsonReader reader, List<MemberParts> members)
    {
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            var member = new MemberParts();
            reader.ReadFields(member, ReadMember);
            members.Add(member);
        }

        reader.ReadEndArray();
    }

    private static bool ReadMember(IBsonReader reader, string name, MemberParts member)
    {
        switch (name)
        {
            case MemberFields.UserId:
                member.UserId = reader.ReadId<User>();
                return true;
            case MemberFields.ReadUpTo:
                member.ReadUpTo = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }

    private static void ReadPins(IBsonReader reader, List<PinParts> pins)
    {
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            var pin = new PinParts();
            reader.ReadFields(pin, ReadPin);
            pins.Add(pin);
        }

        reader.ReadEndArray();
    }

    private static bool ReadPin(IBsonReader reader, string name, PinParts pin)
    {
        switch (name)
        {
            case PinFields.MessageId:
                pin.MessageId = reader.ReadId<Message>();
                return true;
            case PinFields.Sequence:
                pin.Sequence = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }

    internal sealed class Parts
    {
        public Id<Chat> Id { get; set; }

        public string? Kind { get; set; }

        public string? Title { get; set; }

        public long Revision { get; set; }

        public long LastSequence { get; set; }

        public List<MemberParts> Members { get; } = [];

        public List<Id<User>> BlockedBy { get; } = [];

        public DateTime CreatedAt { get; set; }

        public DateTime UpdatedAt { get; set; }

        public long AlterationCount { get; set; }

        public List<PinParts> Pins { get; } = [];

        public Chat ToChat()
        {
            var kind = ChatKindNames.Parse(Kind)
                ?? throw new FormatException($"Chat {Id} is stored as one of kind '{Kind}', which this version can't read.");
            var facts = new ChatState(Id, kind, Title, Revision, LastSequence, CreatedAt, UpdatedAt)
            {
                AlterationCount = AlterationCount,
                Pins = Pins.ConvertAll(pin => new Pin(pin.MessageId, pin.Sequence)),
            };
            return Chat.Restore(facts, Members.Select(member => new Member(member.UserId, member.ReadUpTo)), BlockedBy);
        }
    }

    internal sealed class MemberParts
    {
        public Id<User> UserId { get; set; }

        public long ReadUpTo { get; set; }
    }
    internal sealed class PinParts
    {
        public Id<Message> MessageId { get; set; }

        public long Sequence { get; set; }
    }
}
