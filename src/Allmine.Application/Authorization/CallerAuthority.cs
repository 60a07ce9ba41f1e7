using Allmine.Application.Ports;
using Allmine.Application.Users;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Authorization;

/// <summary>Tells in whose name the request at hand reads or changes chats and messages, and by which right.</summary>
internal sealed class CallerAuthority(ICaller caller, UserDirectory directory)
{
    /// <exception cref="RefusedException"><c>auth.forbidden</c>: a backend that acts for nobody, or for somebody who is not in the directory.</exception>
    /// <exception cref="StoreUnavailableException">The user had to be looked up, and the store did not answer.</exception>
    public async ValueTask<ChatAuthority> FindAsync(CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        if (caller.Role != CallerRole.Service)
            return new ChatAuthority(user, IsOperator: false);
        return await directory.FindKindAsync(user, cancellationToken) is { } kind
            ? new ChatAuthority(user, kind == UserKind.System)
            : throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.UnknownPerson);
    }

    /// <returns>Null for a backend that acts for nobody.</returns>
    /// <inheritdoc cref="FindAsync"/>
    public async ValueTask<ChatAuthority?> FindOrNobodyAsync(CancellationToken cancellationToken) =>
        caller is { Role: CallerRole.Service, OnBehalfOf: null } ? null : await FindAsync(cancellationToken);

    /// <summary>Who reads: the user, or a backend that acts for nobody, which reads everything.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async ValueTask<ChatReader> FindReaderAsync(CancellationToken cancellationToken) =>
        await FindOrNobodyAsync(cancellationToken) is { } authority ? authority.Reader : ChatReader.Backend;
}
