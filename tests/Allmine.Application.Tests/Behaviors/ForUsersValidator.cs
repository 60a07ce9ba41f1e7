using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Tests.Behaviors;

internal sealed class ForUsersValidator : AbstractValidator<ForUsers>
{
    public ForUsersValidator()
    {
        RuleFor(request => request.Text).Obeys(text => text == "good" ? null : new Fault(ErrorCode.AllowedValues, "text", "good"));
        RuleFor(request => request.Text).Obeys((request, _) => request.Text == "good" ? null : new Fault(ErrorCode.TooLong, "text", 4));
    }
}
