namespace Allmine.Application.Ports.Leases;

/// <summary>A node from one start to its end, as other nodes know it by its identifier.</summary>
public abstract class NodeSession;
