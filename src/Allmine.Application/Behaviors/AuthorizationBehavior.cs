using System.Reflection;
using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Behaviors;

/// <summary>
/// Lets a request on only if the caller meets what its type demands. It has no generic constraint on purpose: a
/// constrained behavior is skipped, without a word, for requests that don't meet the constraint.
/// </summary>
/// <exception cref="RefusedException"><c>auth.forbidden</c> or <c>auth.required</c>.</exception>
internal sealed class AuthorizationBehavior<TRequest, TResponse>(ICaller caller, UserDirectory directory)
    : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly Demand? Declared = typeof(TRequest).GetCustomAttribute<DemandsAttribute>(inherit: false)?.Demand;

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        // Nearly always found before: then there is nothing to wait for.
        return Declared == Demand.Nothing || ActingUser() is not { } user || directory.HasFound(user)
            ? next()
            : HandleAfterLookUpAsync(user, next, cancellationToken);
    }

    private async Task<TResponse> HandleAfterLookUpAsync(Id<User> user, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken) =>
        await directory.KnowsAsync(user, cancellationToken) ? await next() : throw new RefusedException(ErrorCode.Forbidden);

    /// <summary>The user to be looked up in the directory, after the caller's role has been found sufficient.</summary>
    private Id<User>? ActingUser() => (Declared, caller.Role) switch
    {
        (null, _) => throw new RefusedException(ErrorCode.Forbidden),
        (_, CallerRole.Anonymous) => throw new RefusedException(ErrorCode.AuthRequired),
        (_, CallerRole.User) when caller.OnBehalfOf is not null => throw new RefusedException(ErrorCode.Forbidden),
        (Demand.ActingUser, _) => caller.ActingUser(),
        (Demand.Service, CallerRole.Service) => caller.OnBehalfOf,
        _ => throw new RefusedException(ErrorCode.Forbidden),
    };
}
