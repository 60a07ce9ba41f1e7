using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Credits.GetUserTransactions;

internal sealed class GetUserTransactionsHandler(UserDirectory directory, ILedgerRepository ledger)
    : IRequestHandler<GetUserTransactionsQuery, TransactionsPage>
{
    public async Task<TransactionsPage> Handle(GetUserTransactionsQuery query, CancellationToken cancellationToken)
    {
        var owner = Id<User>.Parse(query.UserId);
        return await directory.ExistsAsync(owner, cancellationToken)
            ? await TransactionsPage.ReadAsync(ledger, owner, query.Cursor, query.Limit, query.Direction, cancellationToken)
            : throw new RefusedException(ErrorCode.UserNotFound);
    }
}
