using Allmine.Application.Ports;
using Allmine.Domain;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Faults;

/// <summary>Makes identifiers, and fails by chance.</summary>
internal sealed class FaultyIds(SimulatedWorld world) : IIdGenerator
{
    public Id<T> NewId<T>()
        where T : class
    {
        world.MayThrow("the maker of identifiers");
        return world.Ids.NewId<T>();
    }
}
