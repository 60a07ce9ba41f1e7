using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Credits;
using MediatR;

namespace Allmine.Application.Credits.GetTransactions;

internal sealed class GetTransactionsHandler(ICaller caller, ILedgerRepository ledger) : IRequestHandler<GetTransactionsQuery, TransactionsPage>
{
    public Task<TransactionsPage> Handle(GetTransactionsQuery query, CancellationToken cancellationToken) =>
        TransactionsPage.ReadAsync(ledger, caller.ActingUser(), query.Cursor, query.Limit, query.Direction, cancellationToken);
}
