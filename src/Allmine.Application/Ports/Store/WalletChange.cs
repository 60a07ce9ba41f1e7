using Allmine.Domain.Credits;

namespace Allmine.Application.Ports.Store;

/// <summary>A wallet that a round changes, and what it was decided on.</summary>
public sealed class WalletChange(Wallet wallet)
{
    /// <summary>The wallet as it is to be.</summary>
    public Wallet Wallet { get; } = wallet;

    /// <summary>How many entries the wallet must still have; 0 for one that is to be created.</summary>
    public long BaseEntries { get; } = wallet.EntryCount;

    public bool IsNew => BaseEntries == 0;
}
