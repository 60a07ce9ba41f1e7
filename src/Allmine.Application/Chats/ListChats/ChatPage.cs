namespace Allmine.Application.Chats.ListChats;

/// <param name="Items">The chats of the page, newest activity first.</param>
/// <param name="NextCursor">What the next page is asked for with; null at the end.</param>
public sealed record ChatPage(IReadOnlyList<ChatView> Items, string? NextCursor);
