using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class UploadedFileSerializer : DocumentSerializer<UploadedFile, UploadedFileSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, UploadedFile value)
    {
        writer.WriteId("_id", value.Id);
        writer.WriteId(FileFields.OwnerId, value.OwnerId);
        MediaParts.Write(writer, value.Content);
        writer.WriteTime(FileFields.UploadedAt, value.UploadedAt);
        writer.WriteString(FileFields.State, FileStateNames.NameOf(value.State));
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Id = reader.ReadId<UploadedFile>();
                return true;
            case FileFields.OwnerId:
                parts.OwnerId = reader.ReadId<User>();
                return true;
            case FileFields.UploadedAt:
                parts.UploadedAt = reader.ReadTime();
                return true;
            case FileFields.State:
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

        public MediaParts Content { get; } = new();

        public DateTime UploadedAt { get; set; }

        public FileState State { get; set; } = FileState.Staged;
    }
}
