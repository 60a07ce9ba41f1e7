using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Tests.Behaviors;

internal sealed class ForUsersValidator : AbstractValidator<ForUsers>
{
    public ForUsersValidator()
    {
        RuleFor(request => request.Text).MustSatisfy(text => text == "good" ? null : new ErrorDetail(ErrorCode.AllowedValues, "text", "good"));
        RuleFor(request => request.Text).MustSatisfy((request, _) => request.Text == "good" ? null : new ErrorDetail(ErrorCode.TooLong, "text", 4));
    }
}
