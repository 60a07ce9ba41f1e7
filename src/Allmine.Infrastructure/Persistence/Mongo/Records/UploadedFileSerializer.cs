using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

internal sealed class UploadedFileSerializer : DocumentSerializer<UploadedFile, UploadedFileSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, UploadedFile value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteId("ownerId", value.OwnerId);
        MediaFields.Write(writer, value.Content);
        writer.WriteTime("uploadedAt", value.UploadedAt);
        writer.WriteString("state", FileStateNames.NameOf(value.State));
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Id = reader.ReadId<UploadedFile>();
                return true;
            case "ownerId":
                parts.OwnerId = reader.ReadId<User>();
                return true;
            case "uploadedAt":
                parts.UploadedAt = reader.ReadTime();
                return true;
            case "state":
                parts.State = FileStateNames.Parse(reader.ReadString());
                return true;
            default:
                return parts.Content.TryRead(reader, name);
        }
    }

    protected override UploadedFile Compose(Parts parts) => new(parts.Id, parts.OwnerId, parts.Content.Compose(), parts.UploadedAt, parts.State);

    internal sealed class Parts
    {
        public Id<UploadedFile> Id { get; set; }

        public Id<User> OwnerId { get; set; }

        public MediaFields Content { get; } = new();

        public DateTime UploadedAt { get; set; }

        public FileState State { get; set; } = FileState.Staged;
    }
}
