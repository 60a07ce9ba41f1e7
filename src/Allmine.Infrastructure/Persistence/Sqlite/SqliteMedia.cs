using System.Text.Json;
using Allmine.Domain.Media;

namespace Allmine.Infrastructure.Persistence.Sqlite;

/// <summary>
/// What is known of a file, as the JSON of a column. A form of its own, so that a name changed in the domain doesn't make
/// stored data unreadable.
/// </summary>
internal sealed record SqliteMedia(
    string Type, string Name, long Size, double? Duration, int? Width, int? Height, string Key, string? ThumbnailKey)
{
    public static string? Write(MediaContent? content) => content is null
        ? null
        : JsonSerializer.Serialize(
            new SqliteMedia(
                MediaKinds.NameOf(content.Kind), content.Name, content.Size, content.Duration, content.Width, content.Height, content.Key, content.ThumbnailKey),
            SqliteMediaJson.Column);

    public static MediaContent? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, SqliteMediaJson.Column)!.ToContent();

    private MediaContent ToContent() => new(
        MediaKinds.Parse(Type) ?? throw new InvalidDataException($"The database has a file of the unknown kind {Type}."), Name, Size, Duration, Width, Height, Key, ThumbnailKey);
}
