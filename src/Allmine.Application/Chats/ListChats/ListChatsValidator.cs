using Allmine.Application.Paging;
using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Chats.ListChats;

/// <summary>Whether it is this reader's cursor can only be judged by who knows the reader: the handler.</summary>
internal sealed class ListChatsValidator : AbstractValidator<ListChatsQuery>
{
    public ListChatsValidator()
    {
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
