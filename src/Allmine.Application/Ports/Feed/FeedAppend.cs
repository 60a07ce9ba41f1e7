using Allmine.Application.Ports.Events;

namespace Allmine.Application.Ports.Feed;

/// <summary>What whoever records has come by, to be written in one commit.</summary>
/// <param name="Epoch">Of the recording.</param>
/// <param name="After">The number of the last event before.</param>
/// <param name="Entries">The next events, from <paramref name="After"/> + 1 on; may be none.</param>
/// <param name="Erasures">Earlier events whose messages are deleted.</param>
/// <param name="Source">Where the store's events are recorded up to by now.</param>
public sealed record FeedAppend(long Epoch, long After, IReadOnlyList<FeedEntry> Entries, IReadOnlyList<FeedErasure> Erasures, EventPosition Source);
