using Allmine.Application.GroupCommit.Caching;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.GroupCommit.Caching;

public sealed class WalletCacheTests
{
    /// <summary>What one wallet takes, in bytes.</summary>
    private const int OneWallet = 128;

    private readonly CountingIds ids = new();

    [Fact]
    public void Take_WhenKept_ThenTheLastOneKeptIsHandedOutOnce()
    {
        var cache = new WalletCache(10 * OneWallet);
        cache.Keep(Wallet.Restore(Samples.Ada, 1, 1));
        var last = Wallet.Restore(Samples.Ada, 2, 2);
        cache.Keep(last);

        Assert.Same(last, cache.Take(Samples.Ada));
        Assert.Null(cache.Take(Samples.Ada));
        Assert.Null(cache.Take(Samples.Bob));
    }

    [Fact]
    public void Take_WhenAnOlderOneWasKeptLongBefore_ThenItDoesNotComeBack()
    {
        var cache = new WalletCache(4 * OneWallet);
        cache.Keep(Wallet.Restore(Samples.Ada, 1, 1));
        cache.Keep(Wallet.Empty(Samples.Bob));
        var last = Wallet.Restore(Samples.Ada, 2, 2);
        cache.Keep(last);

        Assert.Same(last, cache.Take(Samples.Ada));
        Assert.Null(cache.Take(Samples.Ada));
    }

    [Fact]
    public void Keep_WhenThereAreMoreThanTheCapacity_ThenTheLeastUsedGo()
    {
        var cache = new WalletCache(10 * OneWallet);
        var owners = Enumerable.Range(0, 100).Select(_ => ids.NewId<User>()).ToList();

        foreach (var owner in owners)
            cache.Keep(Wallet.Empty(owner));

        var found = owners.FindAll(owner => cache.Take(owner) is not null);
        Assert.InRange(found.Count, 5, 10);
        Assert.Equal(owners[^1], found[^1]);
    }
}
