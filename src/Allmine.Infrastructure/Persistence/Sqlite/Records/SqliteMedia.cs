using System.Text.Json;
using Allmine.Domain.Media;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>
/// What is known of a file, as the JSON of a column. A form of its own, so that a name changed in the domain doesn't make
/// stored data unreadable.
/// </summary>
internal sealed record SqliteMedia(
    string Type, string Name, long Size, double? Duration, int? Width, int? Height, string Key, string? ThumbnailKey)
{
    public static string? Write(MediaContent? content) => content is null ? null : JsonSerializer.Serialize(Of(content), SqliteMediaJson.Column);

    public static SqliteMedia Of(MediaContent content) =>
        new(MediaKindNames.NameOf(content.Kind), content.Name, content.Size, content.Duration, content.Width, content.Height, content.Key, content.ThumbnailKey);

    public static MediaContent? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, SqliteMediaJson.Column)!.ToContent();

    public MediaContent ToContent() => new(
        // A kind of a newer version is at least a file.
        MediaKindNames.Parse(Type) ?? MediaKind.File, Name, Size, Duration, Width, Height, Key, ThumbnailKey);
}
