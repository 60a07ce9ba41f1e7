namespace Allmine.Domain.Media;

/// <summary>What is known of a stored file's content: all of it measured from the bytes, none of it taken from the client.</summary>
/// <param name="Kind">Found from the bytes.</param>
/// <param name="Name">The file's name as people see it, cleaned.</param>
/// <param name="Size">Of the bytes as served.</param>
/// <param name="Duration">Of audio and video in seconds, to the millisecond; null when unknown or without meaning, never 0.</param>
/// <param name="Width">In pixels as shown, after orientation; null where there is no picture.</param>
/// <param name="Height">In pixels as shown, after orientation; null where there is no picture.</param>
/// <param name="Key">Under which the content is stored and served: random, so that it can't be guessed.</param>
/// <param name="ThumbnailKey">Likewise for the thumbnail, if there is one.</param>
public sealed record MediaContent(
    MediaKind Kind,
    string Name,
    long Size,
    double? Duration,
    int? Width,
    int? Height,
    string Key,
    string? ThumbnailKey);
