namespace Allmine.Api.Background;

/// <summary>Tells when a node has become quiet after a busy time, by what it allocates between two looks.</summary>
/// <param name="allocated">All bytes allocated so far.</param>
internal sealed class QuietWatch(long allocated)
{
    /// <summary>A node that allocates no more than this between two looks is quiet; in bytes.</summary>
    public const long Quiet = 16 << 20;

    /// <summary>Less than this since it was due last is not worth a collection; in bytes.</summary>
    public const long Worthwhile = 64 << 20;

    private long seen = allocated;
    private long collected = allocated;

    /// <summary>Whether memory is to be given back now: once for each busy time.</summary>
    /// <param name="now">All bytes allocated so far.</param>
    public bool IsDue(long now)
    {
        var isDue = now - seen <= Quiet && now - collected >= Worthwhile;
        seen = now;
        if (isDue)
            collected = now;
        return isDue;
    }
}
