using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Domain.Credits;

/// <summary>
/// A user's credits: the balance, and how many ledger entries have led to it. A wallet that was never written is an
/// <see cref="Empty"/> one. <see cref="CreditMovement.Post"/> alone changes wallets.
/// </summary>
public sealed class Wallet
{
    /// <summary>The greatest balance: the greatest whole number that every reader of JSON reads exactly.</summary>
    public const long MaxBalance = (1L << 53) - 1;

    private Wallet(Id<User> owner, long balance, long entries)
    {
        Owner = owner;
        Balance = balance;
        EntryCount = entries;
    }

    /// <summary>
    /// The owner of the system account, out of which grants come: what it is below zero is what users have. No user has
    /// this identifier.
    /// </summary>
    public static Id<User> SystemOwner { get; } = Id<User>.Parse("ffffffffffffffffffffffff");

    public Id<User> Owner { get; }

    /// <summary>Whole credits: 0 to <see cref="MaxBalance"/>; the system account's may be below zero.</summary>
    public long Balance { get; private set; }

    /// <summary>How many ledger entries the wallet has, which is the number of the last one. It only ever rises.</summary>
    public long EntryCount { get; private set; }

    private long LeastBalance => Owner == SystemOwner ? long.MinValue : 0;

    public static Wallet Empty(Id<User> owner) => new(owner, 0, 0);

    /// <summary>A wallet as it was stored.</summary>
    public static Wallet Restore(Id<User> owner, long balance, long entries) => new(owner, balance, entries);

    /// <summary>Whether so much can be taken out of it.</summary>
    public bool Covers(long amount) => Balance >= LeastBalance + amount;

    /// <summary>Whether so much can be put into it.</summary>
    public bool HasRoomFor(long amount) => Balance <= MaxBalance - amount;

    /// <summary>The wallet as it is before a movement, for <see cref="GoBackTo"/>.</summary>
    public WalletMoment Before() => new(Balance, EntryCount);

    /// <summary>Takes back the movements since: they were decided on, and are not to be.</summary>
    public void GoBackTo(WalletMoment moment) => (Balance, EntryCount) = (moment.Balance, moment.EntryCount);

    /// <exception cref="RefusedException"><c>credits.insufficient</c>: the wallet would go below its least balance.</exception>
    internal void Debit(long amount)
    {
        if (!Covers(amount))
            throw new RefusedException(ErrorCode.InsufficientCredits);
        Balance = checked(Balance - amount);
        EntryCount++;
    }

    /// <exception cref="InvalidOperationException">The wallet has no room for it.</exception>
    internal void Credit(long amount)
    {
        if (!HasRoomFor(amount))
            throw new InvalidOperationException($"The wallet of {Owner} would exceed {MaxBalance}.");
        Balance = checked(Balance + amount);
        EntryCount++;
    }
}
