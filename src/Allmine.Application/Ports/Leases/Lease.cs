using Allmine.Domain;

namespace Allmine.Application.Ports.Leases;

/// <summary>Who has a piece of work for itself.</summary>
/// <param name="Slot">Which piece.</param>
/// <param name="Owner">The node; null for nobody, after it was given back.</param>
/// <param name="Epoch">Higher each time that it goes to another node, so that what an earlier owner still writes is told from what the present one does.</param>
public sealed record Lease(int Slot, Id<NodeSession>? Owner, long Epoch);
