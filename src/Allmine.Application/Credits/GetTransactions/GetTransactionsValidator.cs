using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Credits.GetTransactions;

/// <summary>Whether it is this reader's cursor can only be judged by who knows the reader: the handler.</summary>
internal sealed class GetTransactionsValidator : AbstractValidator<GetTransactionsQuery>
{
    public GetTransactionsValidator()
    {
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
        RuleFor(query => query.Direction).MustSatisfy(DirectionViolation);
    }

    /// <summary>The rule that the name of a direction breaks, or null; an absent one breaks none.</summary>
    public static ErrorDetail? DirectionViolation(string? direction) => direction is null || LedgerDirectionNames.Names.Contains(direction)
        ? null
        : new ErrorDetail(ErrorCode.AllowedValues, "direction", string.Join(", ", LedgerDirectionNames.Names));
}
