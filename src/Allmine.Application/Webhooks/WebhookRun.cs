using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>Deliveries of what comes between two places of the feed, in the order of each chat.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="After">It begins after this event.</param>
/// <param name="UpTo">It ends with this one; null for the live deliveries, which do not end.</param>
/// <param name="Partition">The only partition that it concerns; null for all.</param>
public sealed record WebhookRun(Id<RunKey> Id, long After, long? UpTo, int? Partition = null)
{
    /// <summary>What comes after this event was given, or set aside. Where a run took the place of another, that one's.</summary>
    public long First { get; init; } = After;

    public bool Concerns(int partition) => Partition is not { } only || only == partition;
}
