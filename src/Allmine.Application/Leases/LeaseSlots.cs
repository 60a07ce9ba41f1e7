using Allmine.Application.Ports.Feed;

namespace Allmine.Application.Leases;

/// <summary>The pieces of work that one node at a time does. A partition of the feed has its own number.</summary>
internal static class LeaseSlots
{
    /// <summary>The recording of the feed.</summary>
    public const int Recording = FeedEntry.Partitions;

    public const int Count = FeedEntry.Partitions + 1;
}
