using Allmine.Application.Ports.Store;

namespace Allmine.Stores.Tests.Contracts.Store;

/// <summary>The secret of the store.</summary>
public abstract class StoreKeyContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Key_WhenAskedForAgainAndAfterAStart_ThenIsTheSame()
    {
        var key = await Store.Key.GetAsync(None);

        Assert.Equal(IStoreKey.Size, key.Length);
        Assert.True(key.Distinct().Count() > IStoreKey.Size / 2);
        Assert.Equal(key, await Store.Key.GetAsync(None));
        await Store.ReopenAsync();
        Assert.Equal(key, await Store.Key.GetAsync(None));
    }

    [SkippableFact]
    public async Task Key_WhenRenewed_ThenIsAnotherOneForGood()
    {
        var before = await Store.Key.GetAsync(None);

        await Store.Key.RenewAsync(None);

        var key = await Store.Key.GetAsync(None);
        Assert.Equal(IStoreKey.Size, key.Length);
        Assert.NotEqual(before, key);
        await Store.ReopenAsync();
        Assert.Equal(key, await Store.Key.GetAsync(None));
    }
}
