namespace Allmine.Application.Media;

/// <summary>What the service's settings say about users' files.</summary>
public sealed record MediaOptions
{
    /// <summary>The most bytes that all files of a user have together, as they are served; null for no limit. Thumbnails don't count.</summary>
    public long? MaxBytesPerUser { get; init; }
}
