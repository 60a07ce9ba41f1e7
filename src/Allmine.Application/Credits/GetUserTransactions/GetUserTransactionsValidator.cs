using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Credits.GetUserTransactions;

internal sealed class GetUserTransactionsValidator : AbstractValidator<GetUserTransactionsQuery>
{
    public GetUserTransactionsValidator()
    {
        RuleFor(query => query.UserId).IsIdOf<GetUserTransactionsQuery, User>("userId");
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
        RuleFor(query => query.Direction).MustSatisfy(GetTransactionsValidator.DirectionViolation);
    }
}
