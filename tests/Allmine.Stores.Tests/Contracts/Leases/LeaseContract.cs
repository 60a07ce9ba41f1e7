using Allmine.Application.Ports.Leases;
using Allmine.Domain;

namespace Allmine.Stores.Tests.Contracts.Leases;

/// <summary>Who does what one node alone may do.</summary>
public abstract class LeaseContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Read_WhenNobodyWasThere_ThenNothingIs()
    {
        var table = await Store.Leases.ReadAsync(None);

        Assert.Empty(table.Beats);
        Assert.Empty(table.Leases);
    }

    [SkippableFact]
    public async Task Beat_WhenItIsTheFirst_ThenTheNodeIsEnteredAndCounts()
    {
        var (node, other) = (NewId<NodeSession>(), NewId<NodeSession>());

        Assert.True(await Store.Leases.BeatAsync(node, 1, None));
        Assert.True(await Store.Leases.BeatAsync(node, 2, None));
        Assert.True(await Store.Leases.BeatAsync(other, 1, None));
        // The answer was lost, and it is given again.
        Assert.True(await Store.Leases.BeatAsync(other, 1, None));

        Assert.Equal(new Dictionary<Id<NodeSession>, long> { [node] = 2, [other] = 1 }, (await Store.Leases.ReadAsync(None)).Beats);
    }

    [SkippableFact]
    public async Task Beat_WhenTheNodeIsNotThere_ThenItIsToldSoAndNotEntered()
    {
        var node = NewId<NodeSession>();
        Assert.False(await Store.Leases.BeatAsync(node, 2, None));
        await Store.Leases.BeatAsync(node, 1, None);
        await Store.Leases.RemoveAsync(node, null, None);

        Assert.False(await Store.Leases.BeatAsync(node, 2, None));

        Assert.Empty((await Store.Leases.ReadAsync(None)).Beats);
    }

    [SkippableFact]
    public async Task Remove_WhenTheNodeHasGivenAnotherSignOfLife_ThenItStays()
    {
        var node = await EnterAsync();
        await Store.Leases.BeatAsync(node, 2, None);

        await Store.Leases.RemoveAsync(node, 1, None);
        await Store.Leases.RemoveAsync(node, 3, None);
        Assert.True(await Store.Leases.BeatAsync(node, 3, None));

        await Store.Leases.RemoveAsync(node, 3, None);
        Assert.False(await Store.Leases.BeatAsync(node, 4, None));
        await Store.Leases.RemoveAsync(node, 3, None);
    }

    [SkippableFact]
    public async Task Take_WhenTheLeaseStandsAsItWasSeen_ThenItIsTakenWithAnEpochAbove()
    {
        var (node, other) = (await EnterAsync(), await EnterAsync());

        var first = await Store.Leases.TakeAsync(7, null, node, None);
        var second = await Store.Leases.TakeAsync(7, first, other, None);
        var third = await Store.Leases.TakeAsync(7, second, other, None);
        var beside = await Store.Leases.TakeAsync(0, null, node, None);

        Assert.Equal([new Lease(7, node, 1), new Lease(7, other, 2), new Lease(7, other, 3), new Lease(0, node, 1)], new List<Lease?> { first, second, third, beside });
        await Store.ReopenAsync();
        Assert.Equal([beside!, third!], (await Store.Leases.ReadAsync(None)).Leases.OrderBy(lease => lease.Key).Select(lease => lease.Value));
    }

    [SkippableFact]
    public async Task Take_WhenItStandsOtherwiseThanItWasSeen_ThenItIsNot()
    {
        var (node, other) = (await EnterAsync(), await EnterAsync());
        var first = (await Store.Leases.TakeAsync(7, null, node, None))!;
        var lease = (await Store.Leases.TakeAsync(7, first, node, None))!;

        foreach (var seen in new[] { null, first, lease with { Epoch = 3 }, lease with { Owner = other }, lease with { Owner = null } })
            Assert.Null(await Store.Leases.TakeAsync(7, seen, other, None));
        Assert.Null(await Store.Leases.TakeAsync(8, new Lease(8, node, 1), other, None));

        Assert.Equal([lease], (await Store.Leases.ReadAsync(None)).Leases.Values);
    }

    [SkippableFact]
    public async Task Take_WhenTheTakerIsNotInTheTable_ThenItIsNot()
    {
        var (node, gone) = (await EnterAsync(), await EnterAsync());
        var lease = (await Store.Leases.TakeAsync(7, null, node, None))!;
        await Store.Leases.RemoveAsync(gone, null, None);

        Assert.Null(await Store.Leases.TakeAsync(7, lease, gone, None));
        Assert.Null(await Store.Leases.TakeAsync(8, null, gone, None));

        Assert.Equal([lease], (await Store.Leases.ReadAsync(None)).Leases.Values);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Take_WhenSeveralDoSoAtOnce_ThenOneHasIt(bool isNew)
    {
        var nodes = new List<Id<NodeSession>>();
        for (var i = 0; i < 8; i++)
            nodes.Add(await EnterAsync());
        for (var slot = 0; slot < 10; slot++)
        {
            var at = slot;
            var seen = isNew ? null : await Store.Leases.TakeAsync(at, null, nodes[0], None);

            var taken = (await Task.WhenAll(nodes.Select(node => Task.Run(() => Store.Leases.TakeAsync(at, seen, node, None))))).OfType<Lease>().ToList();

            Assert.Equal(isNew ? 1 : 2, Assert.Single(taken).Epoch);
            Assert.Equal(taken[0], (await Store.Leases.ReadAsync(None)).Leases[at]);
        }
    }

    [SkippableFact]
    public async Task Release_WhenLeasesStandAsTheyWereTaken_ThenTheyAreNobodysWithTheSameEpoch()
    {
        var (node, other) = (await EnterAsync(), await EnterAsync());
        var given = (await Store.Leases.TakeAsync(1, null, node, None))!;
        var lost = (await Store.Leases.TakeAsync(2, null, node, None))!;
        var others = (await Store.Leases.TakeAsync(2, lost, other, None))!;
        var retaken = (await Store.Leases.TakeAsync(3, null, node, None))!;
        var kept = (await Store.Leases.TakeAsync(3, retaken, node, None))!;

        await Store.Leases.ReleaseAsync([given, lost, retaken], None);
        await Store.Leases.ReleaseAsync([], None);

        Assert.Equal([given with { Owner = null }, others, kept], (await Store.Leases.ReadAsync(None)).Leases.OrderBy(lease => lease.Key).Select(lease => lease.Value));
        Assert.Null(await Store.Leases.TakeAsync(1, given, other, None));
        Assert.Equal(new Lease(1, other, 2), await Store.Leases.TakeAsync(1, given with { Owner = null }, other, None));
    }

    /// <summary>It is anybody's, and the table tells so: its owner is not there.</summary>
    [SkippableFact]
    public async Task Remove_WhenTheNodeHasLeases_ThenTheyStandUntilSomebodyTakesThem()
    {
        var (node, other) = (await EnterAsync(), await EnterAsync());
        var lease = (await Store.Leases.TakeAsync(1, null, node, None))!;

        await Store.Leases.RemoveAsync(node, null, None);

        var table = await Store.Leases.ReadAsync(None);
        Assert.Equal([other], table.Beats.Keys);
        Assert.Equal([lease], table.Leases.Values);
        Assert.Equal(new Lease(1, other, 2), await Store.Leases.TakeAsync(1, lease, other, None));
    }

    private async Task<Id<NodeSession>> EnterAsync()
    {
        var node = NewId<NodeSession>();
        Assert.True(await Store.Leases.BeatAsync(node, 1, None));
        return node;
    }
}
