using Allmine.Application.Validation;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Blocks.UnblockUser;

internal sealed class UnblockUserValidator : AbstractValidator<UnblockUserCommand>
{
    public UnblockUserValidator() => RuleFor(request => request.UserId).IsIdOf<UnblockUserCommand, User>("userId");
}
