using Allmine.Application.Authorization;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Behaviors;

/// <summary>
/// Lets a request on only if the caller meets what its type demands, however it came here. It has no generic constraint on purpose: a
/// constrained behavior is skipped, without a word, for requests that don't meet the constraint.
/// </summary>
/// <exception cref="RefusedException"><c>auth.forbidden</c> or <c>auth.required</c>.</exception>
internal sealed class AuthorizationBehavior<TRequest, TResponse>(CallerGate gate) : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly RequestRequirement Declared = RequestRequirement.Of(typeof(TRequest));

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var admission = gate.AdmitAsync(Declared, cancellationToken);
        return admission.IsCompletedSuccessfully ? next() : HandleAfterAsync(admission, next);
    }

    private static async Task<TResponse> HandleAfterAsync(Task admission, RequestHandlerDelegate<TResponse> next)
    {
        await admission;
        return await next();
    }
}
