using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>An event whose next attempt is to be made at once.</summary>
/// <param name="Id">Of the wish.</param>
/// <param name="Number">The event's number.</param>
public sealed record HurriedDelivery(Id<RunKey> Id, long Number);
