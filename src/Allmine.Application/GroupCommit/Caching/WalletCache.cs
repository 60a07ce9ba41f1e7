using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Caching;

/// <summary>
/// Wallets kept in memory between rounds, those used most lately. They may be out of date, as <see cref="ChatCache"/> may,
/// and are bounded likewise.
/// </summary>
internal sealed class WalletCache(int capacity)
{
    private Dictionary<Id<User>, Wallet> young = [];
    private Dictionary<Id<User>, Wallet> old = [];

    /// <inheritdoc cref="ChatCache.Take"/>
    public Wallet? Take(Id<User> owner) => young.Remove(owner, out var wallet) || old.Remove(owner, out wallet) ? wallet : null;

    public void Keep(Wallet wallet)
    {
        old.Remove(wallet.Owner);
        young[wallet.Owner] = wallet;
        if (young.Count >= capacity / 2)
            (young, old) = ([], young);
    }
}
