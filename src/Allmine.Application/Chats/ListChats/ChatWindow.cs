namespace Allmine.Application.Chats.ListChats;

/// <summary>Which part of a user's list of chats is read.</summary>
/// <param name="Before">Only chats that stand before that position in time; null for no such bound.</param>
/// <param name="After">Only chats that stand after it, and the earliest first; null for newest activity first.</param>
/// <param name="Limit">The most chats to return: 1 or more.</param>
public readonly record struct ChatWindow(ChatPosition? Before, ChatPosition? After, int Limit)
{
    public bool OldestFirst => After is not null;
}
