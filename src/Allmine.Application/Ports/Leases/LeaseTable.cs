using Allmine.Domain;

namespace Allmine.Application.Ports.Leases;

/// <summary>All nodes and leases as they stand.</summary>
/// <param name="Beats">The count of each node's signs of life.</param>
/// <param name="Leases">By slot; those that nobody ever had are missing.</param>
public sealed record LeaseTable(IReadOnlyDictionary<Id<NodeSession>, long> Beats, IReadOnlyDictionary<int, Lease> Leases);
