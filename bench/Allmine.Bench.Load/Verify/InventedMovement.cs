namespace Allmine.Bench.Load.Verify;

/// <summary>A grant or a transfer of an <see cref="InventedLedger"/>, with what it leaves in both wallets.</summary>
/// <param name="Number">0, 1, 2 … over all of them.</param>
/// <param name="Chat">The chat of a transfer's message; null for a grant.</param>
/// <param name="Sequence">The message's number in its chat.</param>
/// <param name="Amount">Whole credits.</param>
/// <param name="From">The wallet that it takes from; the system account's, for a grant.</param>
/// <param name="To">The wallet that it adds to.</param>
internal readonly record struct InventedMovement(long Number, int? Chat, long Sequence, long Amount, InventedBooking From, InventedBooking To)
{
    public bool IsGrant => Chat is null;

    /// <summary>The message of a transfer, or the grant.</summary>
    public byte[] Id => InventedLedger.IdOf(IsGrant ? 'g' : 'm', Number);

    public byte[] DebitId => InventedLedger.IdOf('d', Number);

    public byte[] CreditId => InventedLedger.IdOf('c', Number);

    public string Key => $"{Number:x8}-6f0e-4a52-9d43-0f1a2b3c4d5e";

    public DateTime At => InventedLedger.Start.AddMilliseconds(Number);
}
