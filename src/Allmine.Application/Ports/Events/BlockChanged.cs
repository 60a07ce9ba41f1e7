using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A user has blocked another one, or taken that back. No listener is told.</summary>
/// <param name="UserId">Who has done it.</param>
/// <param name="BlockedId">The other one.</param>
/// <param name="IsBlocked">Whether there is a block now.</param>
public sealed record BlockChanged(Id<User> UserId, Id<User> BlockedId, bool IsBlocked) : StoreEvent([]);
