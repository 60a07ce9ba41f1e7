using Allmine.Domain.Credits;

namespace Allmine.Application.Credits.GetTransactions;

/// <param name="Items">The entries of the page, newest first.</param>
/// <param name="NextCursor">What asks for the next page; null if there is none.</param>
public sealed record TransactionsPage(IReadOnlyList<StoredEntry> Items, string? NextCursor);
