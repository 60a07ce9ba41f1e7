using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class ChatSerializer : DocumentSerializer<Chat, ChatSerializer.Parts>
{
    /// <summary>The pins alone, as the document has them.</summary>
    public static BsonArray PinsOf(Chat chat) => [.. chat.Pins.Select(pin => new BsonDocument { { PinFields.MessageId, pin.MessageId.ToObjectId() }, { PinFields.Sequence, pin.Sequence } })];

    /// <summary>
    /// The name of the array with the members. Up to its own first change a group is written as it was before groups could change, for nodes of earlier versions.
    /// </summary>
    public static string MembersFieldOf(bool hasChanged) => hasChanged ? ChatFields.People : ChatFields.Members;

    /// <summary>Whether the chat is written in the form that earlier versions can't read: they would misread it.</summary>
    public static bool HasChanged(Chat chat) => chat.OwnChange > 0;

    protected override void WriteFields(IBsonWriter writer, Chat value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteString(ChatFields.Kind, HasChanged(value) ? ChatFields.ChangedGroup : ChatKindNames.NameOf(value.Kind));
        if (value.Pair is { } pair)
            writer.WriteBinaryData(ChatFields.Pair, new BsonBinaryData(pair.ToBytes()));
        writer.WriteOptionalString(ChatFields.Title, value.Title);
        if (value.Photo is { } photo)
        {
            writer.WriteStartDocument(ChatFields.Photo);
            MediaParts.Write(writer, photo);
            writer.WriteEndDocument();
        }

        writer.WriteInt64(ChatFields.Revision, value.Revision);
        writer.WriteInt64(ChatFields.LastSequence, value.LastSequence);
        MemberParts.Write(writer, value.Members, HasChanged(value));
        if (value.IsBlocked)
            BlockParts.Write(writer, value);
        writer.WriteTime(ChatFields.CreatedAt, value.CreatedAt);
        writer.WriteTime(ChatFields.UpdatedAt, value.UpdatedAt);
        // For the index; what is read back is the time.
        writer.WriteTime(ChatFields.ActiveHour, ActiveHour.Of(value));
        if (value.AlterationCount > 0)
            writer.WriteInt64(ChatFields.AlterationCount, value.AlterationCount);
        if (HasChanged(value))
            writer.WriteInt64(ChatFields.OwnChange, value.OwnChange);
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
                parts.Members = MemberParts.ReadAll(reader);
                return true;
            case ChatFields.People:
                parts.People = MemberParts.ReadAll(reader);
                return true;
            case ChatFields.Photo:
                var photo = new MediaParts();
                reader.ReadFields(photo, MediaParts.Read);
                parts.Photo = photo.Compose();
                return true;
            case ChatFields.OwnChange:
                parts.OwnChange = reader.ReadWhole();
                return true;
            case ChatFields.BlockedBy:
                parts.Blocks.ReadBlockers(reader);
                return true;
            case ChatFields.LowerBlock or ChatFields.HigherBlock:
                reader.ReadFields(parts.Blocks, BlockParts.ReadTime);
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

        /// <summary>Null where there is no such array.</summary>
        public List<Member>? Members { get; set; }

        /// <summary>Null where there is no such array.</summary>
        public List<Member>? People { get; set; }

        public BlockParts Blocks { get; } = new();

        public MediaContent? Photo { get; set; }

        public long OwnChange { get; set; }

        public DateTime CreatedAt { get; set; }

        public DateTime UpdatedAt { get; set; }

        public long AlterationCount { get; set; }

        public List<PinParts> Pins { get; } = [];

        public Chat ToChat()
        {
            var hasChanged = Kind == ChatFields.ChangedGroup;
            var kind = (hasChanged ? ChatKind.Group : ChatKindNames.Parse(Kind))
                ?? throw new FormatException($"Chat {Id} is stored as one of kind '{Kind}', which this version can't read.");
            var facts = new ChatState(Id, kind, Title, Revision, LastSequence, CreatedAt, UpdatedAt)
            {
                AlterationCount = AlterationCount,
                Pins = Pins.ConvertAll(pin => new Pin(pin.MessageId, pin.Sequence)),
                Photo = Photo,
                OwnChange = OwnChange,
            };
            var members = (hasChanged ? People : Members) ?? throw new FormatException($"Chat {Id} is stored without members.");
            return Chat.Restore(facts, members, Blocks.Compose());
        }
    }

    internal sealed class PinParts
    {
        public Id<Message> MessageId { get; set; }

        public long Sequence { get; set; }
    }
}
