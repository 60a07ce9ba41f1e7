using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Users.PutUser;

internal sealed class PutUserValidator : AbstractValidator<PutUserCommand>
{
    public PutUserValidator()
    {
        RuleFor(command => command.UserId).IsIdOf<PutUserCommand, User>("userId");
        RuleFor(command => command.UserId).MustSatisfy(text => Id<User>.TryParse(text, out var id) ? User.IdViolation(id) : null);
        RuleFor(command => command.Username).MustSatisfy(Username.Violation);
        RuleFor(command => command.Kind).MustSatisfy(kind => kind is null || UserKindNames.Parse(kind) is not null
            ? null
            : new ErrorDetail(ErrorCode.AllowedValues, "kind", string.Join(", ", UserKindNames.Names)));
        RuleFor(command => command.ProfilePhoto).MustSatisfy(User.ProfilePhotoViolation);
    }
}
