namespace Allmine.Domain.Messages;

/// <summary>What has become of a message since it was sent.</summary>
public sealed record MessageLife
{
    private MessageLife()
    {
    }

    /// <summary>The most versions of a message, the first one counted.</summary>
    public const int MaxVersions = 100;

    /// <summary>Of a message that is as it was sent.</summary>
    public static MessageLife Untouched { get; } = new();

    /// <summary>The number of the change of its chat that altered it last; null if none has.</summary>
    public long? Change { get; init; }

    /// <summary>1 as it was sent, then one more with each edit.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When it was last edited: UTC, whole milliseconds.</summary>
    public DateTime? EditedAt { get; init; }

    /// <summary>When it was deleted: UTC, whole milliseconds.</summary>
    public DateTime? DeletedAt { get; init; }

    /// <summary>When it was pinned, if it is pinned: UTC, whole milliseconds.</summary>
    public DateTime? PinnedAt { get; init; }

    /// <summary>The kind that has been on the message for longest without a break comes first.</summary>
    public IReadOnlyList<Reaction> Reactions { get; init; } = [];

    /// <summary>The number of the change that gave it its thumbnail; null if it was sent with it, or has none.</summary>
    public long? ThumbnailChange { get; init; }
}
