using Allmine.Application.Paging;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats.ListChats;

/// <summary>
/// How far the reading of a list has come, page by page. It is read as it stood when the reading began: every chat that stood
/// between the two positions then, or on one of them, has been given.
/// </summary>
/// <param name="Lowest">Where the pages so far end.</param>
/// <param name="Start">The newest activity when the reading began. Chats past it have moved since, or are new.</param>
internal readonly record struct ChatListCursor(ChatPosition Lowest, ChatPosition Start)
{
    private const char List = 'c';

    /// <returns>Null for no cursor: the run begins.</returns>
    /// <exception cref="InvalidRequestException">The text is not a cursor that this user was given for this list.</exception>
    public static ChatListCursor? Parse(string? cursor, Id<User> owner)
    {
        if (PageCursor.PositionIn(cursor, List, owner, 2 * TimedPlace.Numbers) is not { } position)
            return null;
        long[] numbers = [.. position];
        if (!TimedPlace.IsTime(numbers[0]) || !TimedPlace.IsTime(numbers[TimedPlace.Numbers]))
            throw new InvalidRequestException(ErrorCode.Format, PageCursor.Field);
        return new ChatListCursor(ChatPosition.From(numbers), ChatPosition.From(numbers.AsSpan(TimedPlace.Numbers)));
    }

    public string ToCursor(Id<User> owner) => new PageCursor(List, owner, [.. Lowest.ToNumbers(), .. Start.ToNumbers()]).ToString();
}
