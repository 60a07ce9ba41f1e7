using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>The actor, as a part of a document.</summary>
internal sealed class ActorParts
{
    private Id<User> subject;
    private string? role;

    public static void Write(IBsonWriter writer, Actor? actor)
    {
        if (actor is not { } known)
            return;
        writer.WriteStartDocument(ActorFields.Actor);
        writer.WriteId(ActorFields.Subject, known.Subject);
        writer.WriteString(ActorFields.Role, ActorRoleNames.NameOf(known.Role));
        writer.WriteEndDocument();
    }

    /// <exception cref="FormatException">This version can't read it.</exception>
    public static Actor Read(IBsonReader reader)
    {
        var parts = new ActorParts();
        reader.ReadFields(parts, ReadField);
        return new Actor(parts.subject, ActorRoleNames.Parse(parts.role));
    }

    private static bool ReadField(IBsonReader reader, string name, ActorParts parts)
    {
        switch (name)
        {
            case ActorFields.Subject:
                parts.subject = reader.ReadId<User>();
                return true;
            case ActorFields.Role:
                parts.role = reader.ReadString();
                return true;
            default:
                return false;
        }
    }
}
