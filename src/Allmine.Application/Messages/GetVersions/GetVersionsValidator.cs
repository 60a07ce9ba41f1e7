using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.GetVersions;

internal sealed class GetVersionsValidator : AbstractValidator<GetVersionsQuery>
{
    public GetVersionsValidator()
    {
        RuleFor(query => query.MessageId).IsIdOf<GetVersionsQuery, Message>("messageId");
        RuleFor(query => query.After).MustSatisfy(after => after < 0 ? new ErrorDetail(ErrorCode.Range, "after", 0, int.MaxValue) : null);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
    }
}
