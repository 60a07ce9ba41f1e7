using Allmine.Domain;

namespace Allmine.Application.Ports;

/// <summary>Makes identifiers that nobody has made before, on this or any other node. Later ones sort after earlier ones, roughly.</summary>
public interface IIdGenerator
{
    Id<T> NewId<T>()
        where T : class;
}
