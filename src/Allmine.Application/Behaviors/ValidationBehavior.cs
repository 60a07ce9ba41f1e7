using Allmine.Application.Ports;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;
using MediatR;

namespace Allmine.Application.Behaviors;

/// <summary>Checks a request's shape before its handler sees it, and reports every broken rule at once, with what was wrong when it was read.</summary>
/// <exception cref="InvalidRequestException">At least one rule is broken.</exception>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators, IRequestReading reading)
    : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        List<ErrorDetail>? broken = null;
        foreach (var validator in validators)
        {
            var result = validator.Validate(request);
            if (!result.IsValid)
                (broken ??= []).AddRange(result.Errors.Select(ErrorDetailRules.ToErrorDetail));
        }

        if (reading.Faults is { } faults)
            throw new InvalidRequestException(faults.With(broken ?? []));
        return broken is null ? next() : throw new InvalidRequestException(broken);
    }
}
