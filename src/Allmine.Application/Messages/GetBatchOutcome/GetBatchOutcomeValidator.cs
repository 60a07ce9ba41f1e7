using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Messages.GetBatchOutcome;

internal sealed class GetBatchOutcomeValidator : AbstractValidator<GetBatchOutcomeQuery>
{
    public GetBatchOutcomeValidator() => RuleFor(query => query.IdempotencyKey).MustSatisfy(key =>
        key is null ? new ErrorDetail(ErrorCode.KeyRequired) : IdempotencyKeyRules.BatchViolation(key));
}
