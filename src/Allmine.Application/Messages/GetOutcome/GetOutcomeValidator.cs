using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Messages.GetOutcome;

internal sealed class GetOutcomeValidator : AbstractValidator<GetOutcomeQuery>
{
    public GetOutcomeValidator() => RuleFor(query => query.IdempotencyKey).MustSatisfy(IdempotencyKeyRules.RequiredViolation);
}
