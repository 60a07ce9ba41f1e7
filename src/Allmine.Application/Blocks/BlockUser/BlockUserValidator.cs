using Allmine.Application.Validation;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Blocks.BlockUser;

internal sealed class BlockUserValidator : AbstractValidator<BlockUserCommand>
{
    public BlockUserValidator() => RuleFor(request => request.UserId).IsIdOf<BlockUserCommand, User>("userId");
}
