namespace Allmine.Application.Messages.ListReactions;

/// <param name="Items">Who has reacted.</param>
/// <param name="NextCursor">What the next page is asked for with; null at the end.</param>
public sealed record ReactionsPage(IReadOnlyList<ReactionItem> Items, string? NextCursor);
