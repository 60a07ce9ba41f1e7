namespace Allmine.Application.Messages.GetHistory;

/// <param name="Items">The messages of the page.</param>
/// <param name="HasMore">Whether there are more beyond it, in the same direction.</param>
public sealed record HistoryPage(IReadOnlyList<MessageView> Items, bool HasMore);
