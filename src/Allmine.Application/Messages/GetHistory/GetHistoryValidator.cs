using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Messages.GetHistory;

internal sealed class GetHistoryValidator : AbstractValidator<GetHistoryQuery>
{
    public GetHistoryValidator()
    {
        RuleFor(query => query.ChatId).IsIdOf<GetHistoryQuery, Chat>("chatId");
        RuleFor(query => query.Before).MustSatisfy((query, before) => before switch
        {
            null => null,
            _ when query.After is not null => new ErrorDetail(ErrorCode.Range, "before", 1, long.MaxValue),
            < 1 => new ErrorDetail(ErrorCode.Range, "before", 1, long.MaxValue),
            _ => null,
        });
        RuleFor(query => query.After).MustSatisfy(after => after < 0 ? new ErrorDetail(ErrorCode.Range, "after", 0, long.MaxValue) : null);
        RuleFor(query => query.Around).MustSatisfy((query, around) => around switch
        {
            null => null,
            _ when query.Before is not null || query.After is not null => new ErrorDetail(ErrorCode.Range, "around", 1, long.MaxValue),
            < 1 => new ErrorDetail(ErrorCode.Range, "around", 1, long.MaxValue),
            _ => null,
        });
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
