using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.ListReactions;

internal sealed class ListReactionsValidator : AbstractValidator<ListReactionsQuery>
{
    public ListReactionsValidator()
    {
        RuleFor(query => query.MessageId).IsIdOf<ListReactionsQuery, Message>("messageId");
        RuleFor(query => query.Emoji).MustSatisfy(emoji => emoji is null ? null : Reaction.Violation(emoji));
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
