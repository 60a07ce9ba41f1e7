using System.Buffers.Binary;
using Allmine.Domain;

namespace Allmine.Application.Paging;

/// <summary>A time and an identifier as the numbers of a cursor: where a list is ordered by both.</summary>
internal static class TimedPlace
{
    /// <summary>How many numbers a place takes.</summary>
    public const int Numbers = 3;

    /// <summary>The time and the two halves of the identifier.</summary>
    public static long[] ToNumbers<T>(DateTime at, Id<T> id)
        where T : class
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        id.WriteTo(bytes);
        return [at.Ticks, BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..])];
    }

    /// <summary>The place that is written so. The first number is a time (<see cref="IsTime"/>).</summary>
    public static (DateTime At, Id<T> Id) From<T>(ReadOnlySpan<long> numbers)
        where T : class
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, numbers[1]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], numbers[2]);
        return (new DateTime(numbers[0], DateTimeKind.Utc), Id<T>.FromBytes(bytes[..Id<T>.Size]));
    }

    /// <summary>Whether a place may have that number for its time. A cursor's digest is no secret: who knows how it is made can write times that are none.</summary>
    public static bool IsTime(long number) => number >= DateTime.UnixEpoch.Ticks && number <= DateTime.MaxValue.Ticks;
}
