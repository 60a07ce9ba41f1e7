using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;
using MediatR;

namespace Allmine.Application.Behaviors;

/// <summary>Checks a request's shape before its handler sees it, and reports every broken rule at once.</summary>
/// <exception cref="InvalidRequestException">At least one rule is broken.</exception>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
        {
            var result = validator.Validate(request);
            if (!result.IsValid)
                throw new InvalidRequestException([.. result.Errors.Select(ErrorDetailRules.ToErrorDetail)]);
        }

        return next();
    }
}
