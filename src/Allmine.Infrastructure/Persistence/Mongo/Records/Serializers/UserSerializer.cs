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
            default:
                return false;
        }
    }

    protected override User Compose(Parts parts) =>
        User.Restore(parts.Id, Username.Restore(parts.Username ?? throw new FormatException($"User {parts.Id} is stored without a name.")), parts.ProfilePhoto);

    internal sealed class Parts
    {
        public Id<User> Id { get; set; }

        public string? Username { get; set; }

        public string? ProfilePhoto { get; set; }
    }
}
