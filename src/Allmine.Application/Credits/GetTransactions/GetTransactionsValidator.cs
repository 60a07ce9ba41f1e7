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
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
        RuleFor(query => query.Direction).MustSatisfy(direction => direction is null || LedgerDirectionNames.Names.Contains(direction)
            ? null
            : new ErrorDetail(ErrorCode.AllowedValues, "direction", string.Join(", ", LedgerDirectionNames.Names)));
    }
}
