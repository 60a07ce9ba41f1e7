using Allmine.Application.Paging;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats.ListChats;

/// <summary>
/// How far the reading of a list has come, page by page. Every chat that stood between the two positions, or on one of
/// them, when the list was last read has been given.
/// </summary>
/// <param name="Lowest">The last chat given of those that stayed where they were.</param>
/// <param name="Highest">The newest activity that has been looked at. Chats past it have moved since, or are new.</param>
internal readonly record struct ChatRun(ChatPosition Lowest, ChatPosition Highest)
{
    private const string List = "chats";
    private const string Field = "cursor";

    /// <exception cref="InvalidRequestException">The text is not a cursor that this user was given for this list.</exception>
    public static ChatRun Parse(string cursor, Id<User> owner) =>
        Cursor.Read(List, owner, cursor) is { Length: 2 * ChatPosition.Size } bytes
            ? new ChatRun(ChatPosition.From(bytes), ChatPosition.From(bytes.AsSpan(ChatPosition.Size)))
            : throw new InvalidRequestException(ErrorCode.Format, Field);

    public string ToCursor(Id<User> owner)
    {
        Span<byte> bytes = stackalloc byte[2 * ChatPosition.Size];
        Lowest.WriteTo(bytes);
        Highest.WriteTo(bytes[ChatPosition.Size..]);
        return Cursor.Write(List, owner, bytes);
    }
}
