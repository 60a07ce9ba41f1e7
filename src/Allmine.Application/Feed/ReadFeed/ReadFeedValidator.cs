using Allmine.Application.Paging;
using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Feed.ReadFeed;

internal sealed class ReadFeedValidator : AbstractValidator<ReadFeedQuery>
{
    public ReadFeedValidator()
    {
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
        RuleFor(query => query.Types).MustSatisfy(FeedTypesRule.Violation);
    }
}
