using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>An event whose next attempt is to be made at once. It is listed until that has been made.</summary>
/// <param name="Id">Of the wish.</param>
/// <param name="Number">The event's number.</param>
/// <param name="Lane">The event's lane: whoever has its partition sees to it.</param>
public sealed record HurriedDelivery(Id<RunKey> Id, long Number, Id<FeedLane> Lane);
