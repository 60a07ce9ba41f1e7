namespace Allmine.Bench.Load.Verify;

/// <summary>What a movement does to one wallet.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Number">The entry's number there.</param>
/// <param name="BalanceAfter">The balance then.</param>
internal readonly record struct InventedBooking(byte[] Owner, long Number, long BalanceAfter);
