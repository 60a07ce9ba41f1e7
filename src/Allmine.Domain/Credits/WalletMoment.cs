namespace Allmine.Domain.Credits;

/// <summary>A wallet as it was before a movement.</summary>
public sealed class WalletMoment
{
    internal WalletMoment(long balance, long entryCount) => (Balance, EntryCount) = (balance, entryCount);

    internal long Balance { get; }

    internal long EntryCount { get; }
}
