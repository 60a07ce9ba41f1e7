using Allmine.Application.Ports;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Authorization;

internal static class CallerExtensions
{
    /// <summary>The user in whose name the request is carried out.</summary>
    /// <exception cref="RefusedException">There is none: a first-party backend that acts for nobody, or no token.</exception>
    public static Id<User> ActingUser(this ICaller caller) =>
        (caller.Role == CallerRole.User ? caller.Subject : caller.OnBehalfOf) ?? throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.NobodyNamed);

    /// <summary>Whose the cursors are that an answer gives: the user's in whose name the request is carried out, or else the token's subject's.</summary>
    /// <exception cref="RefusedException">There is no token.</exception>
    public static Id<User> CursorOwner(this ICaller caller) => caller.OnBehalfOf ?? caller.Subject ?? throw new RefusedException(ErrorCode.AuthRequired);

    /// <summary>Who makes the request, whoever it is made for; null for nobody who is known.</summary>
    public static Actor? Actor(this ICaller caller) =>
        caller.Subject is { } subject ? new Actor(subject, caller.Role == CallerRole.Service ? ActorRole.Service : ActorRole.Person) : null;
}
