using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Credits;
using Allmine.Domain.Credits;
using MediatR;

namespace Allmine.Application.Credits.GetTransactions;

/// <remarks>
/// The cursor holds the number of the last entry that was given. Numbers are given once and entries never change, so that the
/// pages of a run have each entry once, whatever comes in meanwhile.
/// </remarks>
internal sealed class GetTransactionsHandler(ICaller caller, ILedgerRepository ledger) : IRequestHandler<GetTransactionsQuery, TransactionsPage>
{
    private const char List = 'T';

    public async Task<TransactionsPage> Handle(GetTransactionsQuery query, CancellationToken cancellationToken)
    {
        var owner = caller.ActingUser();
        var before = PageCursor.PositionIn(query.Cursor, List, owner, length: 1)?[0];
        var limit = query.Limit ?? PageLimits.Default;
        // One more than asked for tells whether there are more.
        var window = new LedgerWindow(before, LedgerDirectionNames.Parse(query.Direction), limit + 1);
        var found = await ledger.PageAsync(owner, window, cancellationToken);
        return found.Count <= limit
            ? new TransactionsPage(found, NextCursor: null)
            : new TransactionsPage([.. found.Take(limit)], new PageCursor(List, owner, [found[limit - 1].Number]).ToString());
    }
}
