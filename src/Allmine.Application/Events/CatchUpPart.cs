using Allmine.Application.Ports.Events;

namespace Allmine.Application.Events;

/// <summary>What a listener who is far behind has got from the store in one turn.</summary>
/// <param name="Items">The events that concern the listener.</param>
/// <param name="Reached">How far the turn has come.</param>
/// <param name="End">Why it ended.</param>
internal readonly record struct CatchUpPart(IReadOnlyList<FeedItem> Items, EventPosition Reached, CatchUpEnd End);
