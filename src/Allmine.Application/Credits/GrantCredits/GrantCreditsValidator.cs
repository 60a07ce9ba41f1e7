using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Validation;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Credits.GrantCredits;

internal sealed class GrantCreditsValidator : AbstractValidator<GrantCreditsCommand>
{
    public GrantCreditsValidator()
    {
        RuleFor(command => command.UserId).IsIdOf<GrantCreditsCommand, User>("userId");
        RuleFor(command => command.Amount).MustSatisfy(CreditAmount.GrantViolation);
        RuleFor(command => command.IdempotencyKey).MustSatisfy(IdempotencyKeyRules.RequiredViolation);
    }
}
