using Allmine.Application.Ports.Events;

namespace Allmine.Application.Ports.Feed;

/// <summary>How far the feed has come.</summary>
/// <param name="Last">The number of the last event; 0 for none yet.</param>
/// <param name="Floor">Events up to this number are gone.</param>
/// <param name="Source">Where the store's events have been recorded up to; null if the recording has not begun, and begins with the oldest that the store still tells.</param>
/// <param name="Epoch">Of whoever records.</param>
/// <param name="Heads">The number of the last event of each partition; 0 for none yet.</param>
public sealed record FeedState(long Last, long Floor, EventPosition? Source, long Epoch, IReadOnlyList<long> Heads);
