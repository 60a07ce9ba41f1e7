using Allmine.Application.Validation;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Users.GetUser;

internal sealed class GetUserValidator : AbstractValidator<GetUserQuery>
{
    public GetUserValidator() => RuleFor(query => query.UserId).IsIdOf<GetUserQuery, User>("userId");
}
