using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Credits;

/// <summary>
/// Credits on their way from one wallet to another: by a message, or by a grant. What one loses the other gains, so that all
/// entries of all wallets add up to zero.
/// </summary>
public sealed record CreditMovement
{
    private CreditMovement(Id<User> from, Id<User> to, long amount, DateTime at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, CreditAmount.Least);
        if (from == to)
            throw new ArgumentException("Credits move between two different wallets.", nameof(to));
        From = from;
        To = to;
        Amount = amount;
        At = at;
    }

    public Id<User> From { get; }

    public Id<User> To { get; }

    public long Amount { get; }

    /// <summary>UTC, whole milliseconds.</summary>
    public DateTime At { get; }

    public Id<Message>? MessageId { get; private init; }

    public Id<Chat>? ChatId { get; private init; }

    public Id<Grant>? GrantId { get; private init; }

    /// <summary>Who moves them.</summary>
    public Actor? Actor { get; init; }

    private bool IsGrant => GrantId is not null;

    /// <exception cref="ArgumentException">The message moves no credits.</exception>
    public static CreditMovement By(Message message) => message.Transfer is { } transfer
        ? new CreditMovement(message.SenderId, transfer.RecipientId, transfer.Amount, message.CreatedAt) { MessageId = message.Id, ChatId = message.ChatId }
        : throw new ArgumentException($"Message {message.Id} moves no credits.", nameof(message));

    public static CreditMovement By(Grant grant, DateTime at) =>
        new(Wallet.SystemOwner, grant.RecipientId, grant.Amount, at) { GrantId = grant.Id };

    /// <summary>Books the movement in both wallets. Refused, it leaves both as they are.</summary>
    /// <param name="from">The wallet of <see cref="From"/>.</param>
    /// <param name="to">The wallet of <see cref="To"/>.</param>
    /// <param name="debitId">For the entry of the first.</param>
    /// <param name="creditId">For the entry of the second.</param>
    /// <returns>The entries, the debit first.</returns>
    /// <exception cref="RefusedException"><c>credits.insufficient</c>: the balance does not cover it.</exception>
    /// <exception cref="InvalidRequestException">The other wallet has no room for it.</exception>
    /// <exception cref="ArgumentException">They are other wallets.</exception>
    public (LedgerEntry Debit, LedgerEntry Credit) Post(Wallet from, Wallet to, Id<LedgerEntry> debitId, Id<LedgerEntry> creditId)
    {
        if (from.Owner != From || to.Owner != To)
            throw new ArgumentException($"The movement is from the wallet of {From} to that of {To}.", nameof(from));
        if (from.Covers(Amount) && !to.HasRoomFor(Amount))
            throw new InvalidRequestException(ErrorCode.NotAllowed, IsGrant ? FieldNames.GrantAmount : FieldNames.TransferAmount);

        from.Debit(Amount);
        to.Credit(Amount);
        return (
            EntryOf(from, debitId, IsGrant ? LedgerDirection.GrantIssued : LedgerDirection.TransferSent, To),
            EntryOf(to, creditId, IsGrant ? LedgerDirection.Grant : LedgerDirection.TransferReceived, IsGrant ? null : From));
    }

    private LedgerEntry EntryOf(Wallet wallet, Id<LedgerEntry> id, LedgerDirection direction, Id<User>? counterparty) =>
        new(id, wallet.Owner, wallet.EntryCount, direction, Amount, wallet.Balance, counterparty, MessageId, ChatId, GrantId, At) { Actor = Actor };
}
