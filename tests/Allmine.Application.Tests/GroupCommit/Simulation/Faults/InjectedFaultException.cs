namespace Allmine.Application.Tests.GroupCommit.Simulation.Faults;

/// <summary>Thrown by chance, where nothing of the kind is expected. A caller sees it as a defect: the outcome may be unknown.</summary>
internal sealed class InjectedFaultException(string where) : Exception($"a fault of {where}");
