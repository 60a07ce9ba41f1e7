using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using FluentValidation;

namespace Allmine.Application.Chats.ListPins;

internal sealed class ListPinsValidator : AbstractValidator<ListPinsQuery>
{
    public ListPinsValidator()
    {
        RuleFor(query => query.ChatId).IsIdOf<ListPinsQuery, Chat>("chatId");
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
