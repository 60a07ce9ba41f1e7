using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Messages;

/// <summary>A file in a message. All of it is measured by the service.</summary>
public sealed record MediaResponse
{
    /// <summary>Where its bytes are: stable, unguessable, without a token.</summary>
    public required string Url { get; init; }

    /// <summary><c>image</c>, <c>video</c>, <c>audio</c> or <c>file</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>In bytes, as served.</summary>
    public long Size { get; init; }

    /// <summary>In seconds, to the millisecond; null when unknown or without meaning.</summary>
    public double? Duration { get; init; }

    /// <summary>In pixels, after orientation.</summary>
    public int? Width { get; init; }

    /// <summary>In pixels, after orientation.</summary>
    public int? Height { get; init; }

    /// <summary>Where a small JPEG of it is, if there is one. That of a film may be made later: <c>message.updated</c> tells.</summary>
    [JsonPropertyName("thumbnail_url")]
    public string? ThumbnailUrl { get; init; }
}
