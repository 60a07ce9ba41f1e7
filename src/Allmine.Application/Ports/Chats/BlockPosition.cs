using System.Buffers.Binary;
using Allmine.Application.Paging;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Chats;

/// <summary>A block in the list of the one who has blocked: the newest first, then by the identifier of the one who is blocked, the greater first.</summary>
/// <param name="At">Since when: UTC, whole milliseconds; the Unix epoch for a block of a version that did not note it.</param>
/// <param name="BlockedId">Who is blocked.</param>
public readonly record struct BlockPosition(DateTime At, Id<User> BlockedId)
{
    /// <summary>How many numbers a position takes in a cursor.</summary>
    internal const int Numbers = 3;

    /// <summary>The time and the two halves of the identifier.</summary>
    internal long[] ToNumbers()
    {
        Span<byte> id = stackalloc byte[2 * sizeof(long)];
        BlockedId.WriteTo(id);
        return [At.Ticks, BinaryPrimitives.ReadInt64BigEndian(id), BinaryPrimitives.ReadInt64BigEndian(id[sizeof(long)..])];
    }

    /// <exception cref="InvalidRequestException"><c>validation.cursor.format</c>: they are no position.</exception>
    internal static BlockPosition From(ReadOnlySpan<long> numbers)
    {
        // A digest is no secret: who knows how it is made can write times that are none.
        if (!ChatPosition.IsTime(numbers[0]))
            throw new InvalidRequestException(ErrorCode.Format, PageCursor.Field);
        Span<byte> id = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(id, numbers[1]);
        BinaryPrimitives.WriteInt64BigEndian(id[sizeof(long)..], numbers[2]);
        return new BlockPosition(new DateTime(numbers[0], DateTimeKind.Utc), Id<User>.FromBytes(id[..Id<User>.Size]));
    }
}
