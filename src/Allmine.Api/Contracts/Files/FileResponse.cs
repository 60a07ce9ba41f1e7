using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Files;

/// <summary>A stored file, to be named in messages by its id or its name. All of it is measured by the service.</summary>
public sealed record FileResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>The file's name, cleaned.</summary>
    public required string Name { get; init; }

    /// <summary><c>image</c>, <c>video</c>, <c>audio</c> or <c>file</c>.</summary>
    public required string Type { get; init; }

    /// <summary>In bytes, as served.</summary>
    public long Size { get; init; }

    /// <summary>In seconds, to the millisecond; null when unknown or without meaning.</summary>
    public double? Duration { get; init; }

    /// <summary>In pixels, after orientation.</summary>
    public int? Width { get; init; }

    /// <summary>In pixels, after orientation.</summary>
    public int? Height { get; init; }

    /// <summary>Where its bytes are: stable, unguessable, without a token.</summary>
    public required string Url { get; init; }

    /// <summary>Where a small JPEG of it is, if there is one. That of a film may be made later: <c>message.updated</c> tells.</summary>
    [JsonPropertyName("thumbnail_url")]
    public string? ThumbnailUrl { get; init; }
}
