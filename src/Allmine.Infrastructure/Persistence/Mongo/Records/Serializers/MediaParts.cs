using Allmine.Domain.Media;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>What is known of a file's content, as fields of a document: an uploaded file's own, or the part <c>media</c> of a message.</summary>
internal sealed class MediaParts
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
        writer.WriteString(MediaFields.Kind, MediaKindNames.NameOf(content.Kind));
        writer.WriteString(MediaFields.Name, content.Name);
        writer.WriteInt64(MediaFields.Size, content.Size);
        if (content.Duration is { } seconds)
            writer.WriteDouble(MediaFields.Duration, seconds);
        if (content.Width is { } across)
            writer.WriteInt32(MediaFields.Width, across);
        if (content.Height is { } down)
            writer.WriteInt32(MediaFields.Height, down);
        writer.WriteString(MediaFields.Key, content.Key);
        writer.WriteOptionalString(MediaFields.ThumbnailKey, content.ThumbnailKey);
    }

    /// <summary>The same as a document of its own.</summary>
    public static BsonDocument ToDocument(MediaContent content)
    {
        var document = new BsonDocument();
        using var writer = new BsonDocumentWriter(document);
        writer.WriteStartDocument();
        Write(writer, content);
        writer.WriteEndDocument();
        return document;
    }

    public static bool Read(IBsonReader reader, string field, MediaParts parts) => parts.TryRead(reader, field);

    public bool TryRead(IBsonReader reader, string field)
    {
        switch (field)
        {
            case MediaFields.Kind:
                // A kind of a newer version is at least a file.
                kind = MediaKindNames.Parse(reader.ReadString()) ?? MediaKind.File;
                return true;
            case MediaFields.Name:
                name = reader.ReadString();
                return true;
            case MediaFields.Size:
                size = reader.ReadWhole();
                return true;
            case MediaFields.Duration:
                duration = reader.ReadDouble();
                return true;
            case MediaFields.Width:
                width = (int)reader.ReadWhole();
                return true;
            case MediaFields.Height:
                height = (int)reader.ReadWhole();
                return true;
            case MediaFields.Key:
                key = reader.ReadString();
                return true;
            case MediaFields.ThumbnailKey:
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
