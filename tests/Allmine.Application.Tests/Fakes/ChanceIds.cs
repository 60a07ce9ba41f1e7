using Allmine.Application.Ports;
using Allmine.Domain;

namespace Allmine.Application.Tests.Fakes;

/// <summary>Identifiers by chance, for any thread.</summary>
internal sealed class ChanceIds : IIdGenerator
{
    public Id<T> NewId<T>()
        where T : class
    {
        Span<byte> bytes = stackalloc byte[Id<T>.Size];
        Random.Shared.NextBytes(bytes);
        return Id<T>.FromBytes(bytes);
    }
}
