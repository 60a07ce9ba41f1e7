using System.Text.Json.Serialization;

namespace Allmine.Bench.Limit;

/// <summary>The file of a message, as documented; the limit program only ever answers null.</summary>
internal sealed record MediaBody(
    string Url,
    string Type,
    string Name,
    long Size,
    double? Duration,
    int? Width,
    int? Height,
    [property: JsonPropertyName("thumbnail_url")] string? ThumbnailUrl);
