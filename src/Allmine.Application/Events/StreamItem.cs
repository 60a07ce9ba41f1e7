using Allmine.Application.Ports.Events;

namespace Allmine.Application.Events;

/// <summary>What a listener is given.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Position">Who goes on from here misses nothing, and gets nothing again.</param>
/// <param name="Event">There for <see cref="StreamItemKind.Happened"/> alone.</param>
public readonly record struct StreamItem(StreamItemKind Kind, EventPosition Position, StoreEvent? Event = null);
