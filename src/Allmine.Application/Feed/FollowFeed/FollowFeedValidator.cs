using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Feed.FollowFeed;

internal sealed class FollowFeedValidator : AbstractValidator<FollowFeedQuery>
{
    public FollowFeedValidator() => RuleFor(query => query.Types).MustSatisfy(FeedTypesRule.Violation);
}
