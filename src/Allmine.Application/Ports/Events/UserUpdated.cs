using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>An entry of the user directory was made, or changed. No listener is told.</summary>
/// <param name="User">The entry as of that change.</param>
public sealed record UserUpdated(User User) : StoreEvent([]);
