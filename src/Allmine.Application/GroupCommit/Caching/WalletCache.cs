using Allmine.Application.Caching;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Caching;

/// <summary>Wallets kept in memory between rounds, those used most lately. They may be out of date, as <see cref="ChatCache"/> may.</summary>
/// <param name="maxBytes">The most bytes that they take.</param>
internal sealed class WalletCache(long maxBytes)
{
    /// <summary>A wallet, and its owner as the key.</summary>
    private const int BytesOfWallet = 72;

    private readonly BoundedCache<Id<User>, Wallet> wallets = new(maxBytes, (_, _) => BytesOfWallet);

    /// <inheritdoc cref="ChatCache.Take"/>
    public Wallet? Take(Id<User> owner) => wallets.Remove(owner, out var wallet) ? wallet : null;

    public void Keep(Wallet wallet) => wallets.Set(wallet.Owner, wallet);
}
