using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>Credits have come into a wallet, or gone out of it. Its owner alone is told.</summary>
/// <param name="Owner">Whose wallet.</param>
/// <param name="Balance">What is in it now.</param>
public sealed record CreditsChanged(Id<User> Owner, long Balance) : StoreEvent([Owner]);
