using Allmine.Application.GroupCommit.Caching;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.SendLog;

public sealed class HeldWalletsTests
{
    /// <summary>What one wallet takes, in bytes.</summary>
    private const int OneWallet = 128;

    private readonly CountingIds ids = new();

    [Fact]
    public void Take_WhenKept_ThenTheLastOneKeptIsHandedOutOnce()
    {
        var held = new WalletCache(10 * OneWallet);
        held.Keep(Wallet.Restore(Samples.Ada, 1, 1));
        var last = Wallet.Restore(Samples.Ada, 2, 2);
        held.Keep(last);

        Assert.Same(last, held.Take(Samples.Ada));
        Assert.Null(held.Take(Samples.Ada));
        Assert.Null(held.Take(Samples.Bob));
    }

    [Fact]
    public void Take_WhenAnOlderOneWasKeptLongBefore_ThenItDoesNotComeBack()
    {
        var held = new WalletCache(4 * OneWallet);
        held.Keep(Wallet.Restore(Samples.Ada, 1, 1));
        held.Keep(Wallet.Empty(Samples.Bob));
        var last = Wallet.Restore(Samples.Ada, 2, 2);
        held.Keep(last);

        Assert.Same(last, held.Take(Samples.Ada));
        Assert.Null(held.Take(Samples.Ada));
    }

    [Fact]
    public void Keep_WhenThereAreMoreThanTheCapacity_ThenTheLeastUsedGo()
    {
        var held = new WalletCache(10 * OneWallet);
        var owners = Enumerable.Range(0, 100).Select(_ => ids.NewId<User>()).ToList();

        foreach (var owner in owners)
            held.Keep(Wallet.Empty(owner));

        var found = owners.FindAll(owner => held.Take(owner) is not null);
        Assert.InRange(found.Count, 5, 10);
        Assert.Equal(owners[^1], found[^1]);
    }
}
