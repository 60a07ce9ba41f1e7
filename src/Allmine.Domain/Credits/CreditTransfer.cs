using Allmine.Domain.Users;

namespace Allmine.Domain.Credits;

/// <summary>What a credit transfer's message moves from its sender, and to whom.</summary>
/// <param name="Amount">Whole credits: at least <see cref="CreditAmount.Least"/>.</param>
/// <param name="RecipientId">Never the sender.</param>
public sealed record CreditTransfer(long Amount, Id<User> RecipientId);
