using Allmine.Application.Paging;
using Allmine.Application.Ports.Credits;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Credits.GetTransactions;

/// <param name="Items">The entries of the page, newest first.</param>
/// <param name="NextCursor">What asks for the next page; null if there is none.</param>
public sealed record TransactionsPage(IReadOnlyList<StoredEntry> Items, string? NextCursor)
{
    private const char List = 'T';

    /// <remarks>
    /// The cursor holds the number of the last entry that was given. Numbers are given once and entries never change, so that the
    /// pages of a run have each entry once, whatever comes in meanwhile.
    /// </remarks>
    internal static async Task<TransactionsPage> ReadAsync(
        ILedgerRepository ledger, Id<User> owner, string? cursor, int? most, string? direction, CancellationToken cancellationToken)
    {
        var before = PageCursor.PositionIn(cursor, List, owner, length: 1)?[0];
        var limit = most ?? PageLimits.Default;
        // One more than asked for tells whether there are more.
        var window = new LedgerWindow(before, LedgerDirectionNames.Parse(direction), limit + 1);
        var found = await ledger.PageAsync(owner, window, cancellationToken);
        return found.Count <= limit
            ? new TransactionsPage(found, NextCursor: null)
            : new TransactionsPage([.. found.Take(limit)], new PageCursor(List, owner, [found[limit - 1].Number]).ToString());
    }
}
