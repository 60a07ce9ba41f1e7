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
        if (value.LaterThumbnail is not { } later)
            return;
        writer.WriteStartDocument(FileFields.LaterThumbnail);
        writer.WriteString(LaterThumbnailFields.Key, later.Key);
        if (later.Due is { } due)
            writer.WriteTime(LaterThumbnailFields.Due, due);
        writer.WriteInt64(LaterThumbnailFields.Tries, later.Tries);
        writer.WriteEndDocument();
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
            case FileFields.LaterThumbnail:
                reader.ReadFields(parts, ReadLater);
                return true;
            default:
                return parts.Content.TryRead(reader, name);
        }
    }

    protected override UploadedFile Compose(Parts parts) => new(parts.Id, parts.OwnerId, parts.Content.Compose(), parts.UploadedAt, parts.State)
    {
        LaterThumbnail = parts.LaterKey is { } key ? new LaterThumbnail(key, parts.LaterDue, parts.LaterTries) : null,
    };

    private static bool ReadLater(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case LaterThumbnailFields.Key:
                parts.LaterKey = reader.ReadString();
                return true;
            case LaterThumbnailFields.Due:
                parts.LaterDue = reader.ReadTime();
                return true;
            case LaterThumbnailFields.Tries:
                parts.LaterTries = checked((int)reader.ReadWhole());
                return true;
            default:
                return false;
        }
    }

    internal sealed class Parts
    {
        public Id<UploadedFile> Id { get; set; }

        public Id<User> OwnerId { get; set; }

        public MediaParts Content { get; } = new();

        public DateTime UploadedAt { get; set; }

        public FileState State { get; set; } = FileState.Staged;

        public string? LaterKey { get; set; }

        public DateTime? LaterDue { get; set; }

        public int LaterTries { get; set; }
    }
}
