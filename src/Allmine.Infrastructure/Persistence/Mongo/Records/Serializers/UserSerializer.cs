using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class UserSerializer : DocumentSerializer<User, UserSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, User value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteString(UserFields.Username, value.Username.Value);
        writer.WriteOptionalString(UserFields.ProfilePhoto, value.ProfilePhoto);
        writer.WriteOptionalString(UserFields.Kind, StoredKindOf(value.Kind));
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Id = reader.ReadId<User>();
                return true;
            case UserFields.Username:
                parts.Username = reader.ReadString();
                return true;
            case UserFields.ProfilePhoto:
                parts.ProfilePhoto = reader.ReadString();
                return true;
            case UserFields.Kind:
                parts.Kind = ParseKind(reader.ReadString());
                return true;
            default:
                return false;
        }
    }

    /// <summary>The name under which a kind is stored; null for none.</summary>
    public static string? StoredKindOf(UserKind kind) => kind == UserKind.Person ? null : UserKindNames.NameOf(kind);

    /// <exception cref="FormatException">It is a kind that this version does not know.</exception>
    public static UserKind ParseKind(string name) =>
        UserKindNames.Parse(name) ?? throw new FormatException($"A user is stored as one of kind '{name}', which this version can't read.");

    protected override User Compose(Parts parts) =>
        User.Restore(parts.Id, Username.Restore(parts.Username ?? throw new FormatException($"User {parts.Id} is stored without a name.")), parts.ProfilePhoto, parts.Kind);

    internal sealed class Parts
    {
        public Id<User> Id { get; set; }

        public string? Username { get; set; }

        public string? ProfilePhoto { get; set; }

        public UserKind Kind { get; set; }
    }
}
