using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>The members of a chat, as an array of its document.</summary>
internal sealed class MemberParts
{
    private Id<User> userId;
    private long readUpTo;
    private string? role;
    private long line;
    private long lineChange;
    private DateTime? lineAt;
    private bool seesAll;

    /// <param name="writer">Where to.</param>
    /// <param name="members">The members.</param>
    /// <param name="hasChanged">Whether more is known of them than there was to know of the members of earlier versions.</param>
    public static void Write(IBsonWriter writer, IReadOnlyList<Member> members, bool hasChanged)
    {
        writer.WriteStartArray(ChatSerializer.MembersFieldOf(hasChanged));
        foreach (var member in members)
        {
            writer.WriteStartDocument();
            writer.WriteId(MemberFields.UserId, member.UserId);
            writer.WriteInt64(MemberFields.ReadUpTo, member.ReadUpTo);
            if (hasChanged)
                WriteRest(writer, member);
            writer.WriteEndDocument();
        }

        writer.WriteEndArray();
    }

    /// <summary>The members of a group that has changed, as the document has them.</summary>
    public static BsonArray PeopleOf(Chat chat)
    {
        var document = new BsonDocument();
        using var writer = new BsonDocumentWriter(document);
        writer.WriteStartDocument();
        Write(writer, chat.Members, hasChanged: true);
        writer.WriteEndDocument();
        return document[ChatFields.People].AsBsonArray;
    }

    /// <summary>In the order in which they are stored: commits rely on it.</summary>
    public static List<Member> ReadAll(IBsonReader reader)
    {
        var members = new List<Member>();
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            var member = new MemberParts();
            reader.ReadFields(member, Read);
            members.Add(member.Compose());
        }

        reader.ReadEndArray();
        return members;
    }

    private static void WriteRest(IBsonWriter writer, Member member)
    {
        if (member.Role != ChatRole.Member)
            writer.WriteString(MemberFields.Role, ChatRoleNames.NameOf(member.Role));
        if (member.LineAt is not { } at)
            return;
        writer.WriteInt64(MemberFields.Line, member.Line);
        writer.WriteInt64(MemberFields.LineChange, member.LineChange);
        writer.WriteTime(MemberFields.LineAt, at);
        if (member.SeesAll)
            writer.WriteBoolean(MemberFields.SeesAll, true);
    }

    private static bool Read(IBsonReader reader, string name, MemberParts member)
    {
        switch (name)
        {
            case MemberFields.UserId:
                member.userId = reader.ReadId<User>();
                return true;
            case MemberFields.ReadUpTo:
                member.readUpTo = reader.ReadWhole();
                return true;
            case MemberFields.Role:
                member.role = reader.ReadString();
                return true;
            case MemberFields.Line:
                member.line = reader.ReadWhole();
                return true;
            case MemberFields.LineChange:
                member.lineChange = reader.ReadWhole();
                return true;
            case MemberFields.LineAt:
                member.lineAt = reader.ReadTime();
                return true;
            case MemberFields.SeesAll:
                member.seesAll = reader.ReadBoolean();
                return true;
            default:
                return false;
        }
    }

    private Member Compose() => new(userId, readUpTo)
    {
        Role = role is null
            ? ChatRole.Member
            : ChatRoleNames.Parse(role) ?? throw new FormatException($"Member {userId} is stored with the role '{role}', which this version can't read."),
        Line = line,
        LineChange = lineChange,
        LineAt = lineAt,
        SeesAll = seesAll,
    };
}
