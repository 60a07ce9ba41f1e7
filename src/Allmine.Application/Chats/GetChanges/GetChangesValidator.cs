using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Chats.GetChanges;

internal sealed class GetChangesValidator : AbstractValidator<GetChangesQuery>
{
    public GetChangesValidator()
    {
        RuleFor(query => query.ChatId).IsIdOf<GetChangesQuery, Chat>("chatId");
        RuleFor(query => query.After).MustSatisfy(after => after < 0 ? new ErrorDetail(ErrorCode.Range, "after", 0, long.MaxValue) : null);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
