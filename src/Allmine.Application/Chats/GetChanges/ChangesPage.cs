namespace Allmine.Application.Chats.GetChanges;

/// <param name="Items">Oldest change first.</param>
/// <param name="LastChange">The number of the chat's last change.</param>
/// <param name="HasMore">Whether there are later ones; then the page is not empty. If not, everything up to <paramref name="LastChange"/> has been given.</param>
/// <param name="Reset">Whether what the caller held of the chat is void, and the items begin anew.</param>
public sealed record ChangesPage(IReadOnlyList<ChangeItem> Items, long LastChange, bool HasMore, bool Reset);
