using Allmine.Application.Ports;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Authorization;

/// <summary>Tells in whose name a request is carried out that a backend may also make in its own.</summary>
internal sealed class CallerPerson(ICaller caller, UserDirectory directory)
{
    /// <returns>The person, or the one for whom a backend acts; null for a backend that acts for nobody.</returns>
    /// <exception cref="RefusedException"><c>auth.forbidden</c>: the backend acts for somebody who is not in the directory.</exception>
    public async Task<Id<User>?> FindAsync(CancellationToken cancellationToken)
    {
        if (caller.Role != CallerRole.Service)
            return caller.ActingUser();
        if (caller.OnBehalfOf is { } person && !await directory.ExistsAsync(person, cancellationToken))
            throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.UnknownPerson);
        return caller.OnBehalfOf;
    }
}
