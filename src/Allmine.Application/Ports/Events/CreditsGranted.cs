using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>Credits were granted. The <see cref="CreditsChanged"/> of the wallet comes beside it; no listener is told of this.</summary>
/// <param name="UserId">Whose wallet they came into.</param>
/// <param name="Amount">How many, at least 1.</param>
/// <param name="Balance">What was in the wallet after that grant.</param>
public sealed record CreditsGranted(Id<User> UserId, long Amount, long Balance) : StoreEvent([]);
