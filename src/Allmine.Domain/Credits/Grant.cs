using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Domain.Credits;

/// <summary>Credits that a first-party backend gives to a user: new ones, which the system account owes from then on.</summary>
public sealed record Grant
{
    /// <exception cref="InvalidRequestException">The amount is not one of a grant.</exception>
    public Grant(Id<Grant> id, Id<User> recipientId, long amount)
        : this(amount, id, recipientId)
    {
        if (CreditAmount.GrantViolation(amount) is { } fault)
            throw new InvalidRequestException(fault);
    }

    private Grant(long amount, Id<Grant> id, Id<User> recipientId)
    {
        Id = id;
        RecipientId = recipientId;
        Amount = amount;
    }

    /// <summary>Both of its ledger entries name it.</summary>
    public Id<Grant> Id { get; }

    public Id<User> RecipientId { get; }

    /// <summary>Whole credits: <see cref="CreditAmount.Least"/> to <see cref="CreditAmount.GreatestGrant"/>.</summary>
    public long Amount { get; }

    /// <summary>A grant as it was stored. Its amount may break a rule that was made later.</summary>
    public static Grant Restore(Id<Grant> id, Id<User> recipientId, long amount) => new(amount, id, recipientId);
}
