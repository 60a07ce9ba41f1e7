using Allmine.Application.Paging;
using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Blocks.ListBlocks;

internal sealed class ListBlocksValidator : AbstractValidator<ListBlocksQuery>
{
    public ListBlocksValidator()
    {
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
