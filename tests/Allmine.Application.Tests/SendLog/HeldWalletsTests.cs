using Allmine.Application.SendLog;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.SendLog;

public sealed class HeldWalletsTests
{
    private readonly CountingIds ids = new();

    [Fact]
    public void Find_WhenKept_ThenIsTheLastOneKept()
    {
        var held = new HeldWallets(10);
        held.Keep(Wallet.Restore(Samples.Ada, 1, 1));
        var last = Wallet.Restore(Samples.Ada, 2, 2);
        held.Keep(last);

        Assert.Same(last, held.Find(Samples.Ada));
        Assert.Null(held.Find(Samples.Bob));
    }

    [Fact]
    public void Find_WhenDropped_ThenNull()
    {
        var held = new HeldWallets(2);
        held.Keep(Wallet.Empty(Samples.Ada));
        held.Keep(Wallet.Empty(Samples.Bob));

        held.Drop(Samples.Ada);
        held.Drop(Samples.Bob);

        Assert.Null(held.Find(Samples.Ada));
        Assert.Null(held.Find(Samples.Bob));
    }

    [Fact]
    public void Keep_WhenThereAreMoreThanTheCapacity_ThenTheLeastUsedGo()
    {
        var held = new HeldWallets(10);
        var owners = Enumerable.Range(0, 100).Select(_ => ids.NewId<User>()).ToList();

        foreach (var owner in owners)
            held.Keep(Wallet.Empty(owner));

        Assert.InRange(owners.Count(owner => held.Find(owner) is not null), 5, 10);
        Assert.NotNull(held.Find(owners[^1]));
    }
}
