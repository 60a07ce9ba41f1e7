using Allmine.Application.Validation;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Credits.GetUserCredits;

internal sealed class GetUserCreditsValidator : AbstractValidator<GetUserCreditsQuery>
{
    public GetUserCreditsValidator() => RuleFor(query => query.UserId).IsIdOf<GetUserCreditsQuery, User>("userId");
}
