using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Credits;

/// <summary>
/// One half of a movement of credits: what it did to one wallet. It never changes and is never removed. <see cref="CreditMovement"/>
/// makes entries, always two at a time; a store brings them back as they were written.
/// </summary>
/// <param name="Id">The entry.</param>
/// <param name="OwnerId">Whose wallet.</param>
/// <param name="Number">1, 2, 3 … in this wallet, without gaps, in the order of commits.</param>
/// <param name="Direction">Which way, and why.</param>
/// <param name="Amount">Whole credits, 1 or more; the direction tells whether they came or went.</param>
/// <param name="BalanceAfter">The wallet's balance once this entry counts.</param>
/// <param name="CounterpartyId">The other wallet's owner; null in the recipient's entry of a grant.</param>
/// <param name="MessageId">The message that moved the credits; null for a grant.</param>
/// <param name="ChatId">The chat of that message; null for a grant.</param>
/// <param name="GrantId">The grant; null for a transfer.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
public sealed record LedgerEntry(
    Id<LedgerEntry> Id,
    Id<User> OwnerId,
    long Number,
    LedgerDirection Direction,
    long Amount,
    long BalanceAfter,
    Id<User>? CounterpartyId,
    Id<Message>? MessageId,
    Id<Chat>? ChatId,
    Id<Grant>? GrantId,
    DateTime CreatedAt)
{
    /// <summary>Who moved the credits; null in entries of versions that did not note it.</summary>
    public Actor? Actor { get; init; }

    /// <summary>What the entry adds to its wallet: negative if the credits went.</summary>
    public long Change => Direction.IsDebit() ? -Amount : Amount;
}
