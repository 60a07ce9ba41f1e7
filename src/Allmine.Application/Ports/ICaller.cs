using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports;

/// <summary>Who sent the request at hand, as the checked token and headers say. What that allows is decided elsewhere.</summary>
public interface ICaller
{
    /// <summary>The token's subject; null when there is no token.</summary>
    Id<User>? Subject { get; }

    CallerRole Role { get; }

    /// <summary>The user that a first-party backend says it acts for; null when it names none.</summary>
    Id<User>? OnBehalfOf { get; }
}
