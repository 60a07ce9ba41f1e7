using System.Buffers.Binary;
using Allmine.Application.Ports;
using Allmine.Domain;

namespace Allmine.Application.Tests.Fakes;

/// <summary>Identifiers that count up from one, so that a run can be repeated.</summary>
internal sealed class CountingIds : IIdGenerator
{
    private uint last;

    public Id<T> NewId<T>()
        where T : class
    {
        Span<byte> bytes = stackalloc byte[Id<T>.Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], ++last);
        return Id<T>.FromBytes(bytes);
    }
}
