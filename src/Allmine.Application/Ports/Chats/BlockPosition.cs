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
    internal long[] ToNumbers() => TimedPlace.ToNumbers(At, BlockedId);

    /// <exception cref="InvalidRequestException"><c>validation.cursor.format</c>: they are no position.</exception>
    internal static BlockPosition From(ReadOnlySpan<long> numbers)
    {
        if (!TimedPlace.IsTime(numbers[0]))
            throw new InvalidRequestException(ErrorCode.Format, PageCursor.Field);
        var (at, id) = TimedPlace.From<User>(numbers);
        return new BlockPosition(at, id);
    }
}
