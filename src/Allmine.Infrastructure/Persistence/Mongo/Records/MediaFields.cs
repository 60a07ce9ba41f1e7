using Allmine.Domain.Media;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>What is known of a file's content, as fields of a document: an uploaded file's own, or the part <c>media</c> of a message.</summary>
internal sealed class MediaFields
{
    private MediaKind kind;
    private string? name;
    private long size;
    private double? duration;
    private int? width;
    private int? height;
    private string? key;
    private string? thumbnailKey;

    public static void Write(IBsonWriter writer, MediaContent content)
    {
        writer.WriteString("kind", MediaKindNames.NameOf(content.Kind));
        writer.WriteString("name", content.Name);
        writer.WriteInt64("size", content.Size);
        if (content.Duration is { } seconds)
            writer.WriteDouble("duration", seconds);
        if (content.Width is { } across)
            writer.WriteInt32("width", across);
        if (content.Height is { } down)
            writer.WriteInt32("height", down);
        writer.WriteString("key", content.Key);
        writer.WriteOptionalString("thumbnailKey", content.ThumbnailKey);
    }

    public static bool Read(IBsonReader reader, string field, MediaFields parts) => parts.TryRead(reader, field);

    public bool TryRead(IBsonReader reader, string field)
    {
        switch (field)
        {
            case "kind":
                // A kind of a newer version is at least a file.
                kind = MediaKindNames.Parse(reader.ReadString()) ?? MediaKind.File;
                return true;
            case "name":
                name = reader.ReadString();
                return true;
            case "size":
                size = reader.ReadWhole();
                return true;
            case "duration":
                duration = reader.ReadDouble();
                return true;
            case "width":
                width = (int)reader.ReadWhole();
                return true;
            case "height":
                height = (int)reader.ReadWhole();
                return true;
            case "key":
                key = reader.ReadString();
                return true;
            case "thumbnailKey":
                thumbnailKey = reader.ReadString();
                return true;
            default:
                return false;
        }
    }

    public MediaContent Compose() => new(
        kind,
        name ?? throw new FormatException("A stored file has no name."),
        size,
        duration,
        width,
        height,
        key ?? throw new FormatException("A stored file has no key."),
        thumbnailKey);
}
