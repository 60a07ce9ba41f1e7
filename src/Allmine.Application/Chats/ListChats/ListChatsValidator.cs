using Allmine.Application.Paging;
using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Chats.ListChats;

/// <summary>The cursor can only be judged by who knows whose it should be: the handler.</summary>
internal sealed class ListChatsValidator : AbstractValidator<ListChatsQuery>
{
    public ListChatsValidator() => RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
}
