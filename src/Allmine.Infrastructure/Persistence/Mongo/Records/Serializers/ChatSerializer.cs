using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class ChatSerializer : DocumentSerializer<Chat, ChatSerializer.Parts>
{
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
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
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
            default:
                return false;
        }
    }

    protected override Chat Compose(Parts parts)
    {
        var kind = ChatKindNames.Parse(parts.Kind)
            ?? throw new FormatException($"Chat {parts.Id} is stored as one of kind '{parts.Kind}', which this version can't read.");
        var facts = new ChatState(parts.Id, kind, parts.Title, parts.Revision, parts.LastSequence, parts.CreatedAt, parts.UpdatedAt);
        return Chat.Restore(facts, parts.Members.Select(member => new Member(member.UserId, member.ReadUpTo)), parts.BlockedBy);
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
    }

    internal sealed class MemberParts
    {
        public Id<User> UserId { get; set; }

        public long ReadUpTo { get; set; }
    }
}
