using Allmine.Application.Validation;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Blocks.GetBlock;

internal sealed class GetBlockValidator : AbstractValidator<GetBlockQuery>
{
    public GetBlockValidator() => RuleFor(request => request.UserId).IsIdOf<GetBlockQuery, User>("userId");
}
