using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Credits.GetTransactions;

/// <summary>The cursor is read by the handler, who knows whose it must be.</summary>
internal sealed class GetTransactionsValidator : AbstractValidator<GetTransactionsQuery>
{
    public GetTransactionsValidator()
    {
        RuleFor(query => query.Limit).Obeys(PageLimits.Violation);
        RuleFor(query => query.Direction).Obeys(direction => direction is null || LedgerDirections.Names.Contains(direction)
            ? null
            : new Fault(ErrorCode.AllowedValues, "direction", string.Join(", ", LedgerDirections.Names)));
    }
}
