using Allmine.Application.Leases;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Leases;

public sealed class LeaseKeeperTests
{
    private readonly InMemoryStore store = new();
    private readonly FakeTimeProvider time = new();
    private readonly ChanceIds ids = new();

    [Fact]
    public async Task Step_WhenThreeNodesShare_ThenNoneHasWhatAnotherHasAndEachHasItsPart()
    {
        var nodes = new[] { Make(), Make(), Make() };
        await PassAsync(5, nodes);

        Assert.Equal(LeaseSlots.Count, nodes.Sum(node => Held(node.Keeper).Count));
        Assert.Equal(LeaseSlots.Count, nodes.SelectMany(node => Held(node.Keeper)).Distinct().Count());
        Assert.All(nodes, node => Assert.InRange(Held(node.Keeper).Count, 8, 40));
    }

    [Fact]
    public async Task Step_WhenAnotherJoins_ThenItGetsItsPartOnlyAfterTheWorkHasEnded()
    {
        var first = Make();
        await PassAsync(2, first);
        Assert.Equal(LeaseSlots.Count, Held(first.Keeper).Count);
        foreach (var slot in Held(first.Keeper))
            first.Keeper.Enter(slot);
        var second = Make();
        await PassAsync(5, first, second);
        var kept = Held(first.Keeper);
        Assert.NotEqual(LeaseSlots.Count, kept.Count);
        Assert.Empty(Held(second.Keeper));

        var left = Enumerable.Range(0, LeaseSlots.Count).Except(kept).ToList();
        first.Keeper.Leave(left[0]);
        await PassAsync(2, first, second);
        Assert.Equal([left[0]], Held(second.Keeper));
        left.ForEach(first.Keeper.Leave);
        await PassAsync(2, first, second);
        Assert.Equal(left, Held(second.Keeper));
    }

    [Fact]
    public async Task Step_WhenANodeIsDead_ThenItsPartComesOverWithin15SecondsAndNotBeforeItHasCeasedToTrustIt()
    {
        var (dead, other) = (Make(), Make());
        await PassAsync(5, dead, other);
        Assert.NotEmpty(Held(dead.Keeper));
        var seconds = 0;
        for (; Held(other.Keeper).Count < LeaseSlots.Count; seconds++)
        {
            Assert.Empty(Held(dead.Keeper).Intersect(Held(other.Keeper)));
            await PassAsync(1, other);
        }

        Assert.InRange(seconds, LeaseKeeper.Validity.TotalSeconds, 15);
        Assert.Empty(Held(dead.Keeper));

        // It was only slow: it begins anew, and gets a part.
        await PassAsync(5, dead, other);
        Assert.NotEmpty(Held(dead.Keeper));
        Assert.Empty(Held(dead.Keeper).Intersect(Held(other.Keeper)));
        Assert.Equal(LeaseSlots.Count, Held(dead.Keeper).Count + Held(other.Keeper).Count);
    }

    [Fact]
    public async Task Find_WhenTheLastSignOfLifeIsLongAgo_ThenNothingIsHeld()
    {
        var node = Make();
        await PassAsync(2, node);
        time.Advance(LeaseKeeper.Validity - TimeSpan.FromTicks(1));
        Assert.Equal(LeaseSlots.Count, Held(node.Keeper).Count);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(Held(node.Keeper));
    }

    /// <summary>Each call takes half a second: to take everything takes longer than a node may be silent.</summary>
    [Fact]
    public async Task Step_WhenTheStoreIsSlow_ThenTheNodeIsNotTakenForDeadOverIt()
    {
        var (slow, other) = (Make(), Make());
        await PassAsync(2, other);
        var calls = 0;
        slow.Line.Calling = _ =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            if (++calls % 2 == 0)
                other.Keeper.StepAsync(default).GetAwaiter().GetResult();
        };
        await slow.Keeper.StepAsync(default);
        await slow.Keeper.StepAsync(default);

        Assert.NotEmpty(Held(slow.Keeper));
        Assert.Empty(Held(slow.Keeper).Intersect(Held(other.Keeper)));
        Assert.Equal(LeaseSlots.Count, Held(slow.Keeper).Count + Held(other.Keeper).Count);
    }

    [Fact]
    public async Task End_WhenANodeEnds_ThenItsPartComesOverAtOnce()
    {
        var (ended, other) = (Make(), Make());
        await PassAsync(5, ended, other);
        await ended.Keeper.EndAsync(default);
        Assert.Empty(Held(ended.Keeper));
        await PassAsync(1, other);
        Assert.Equal(LeaseSlots.Count, Held(other.Keeper).Count);
    }

    [Fact]
    public async Task Step_WhenNobodyWantsPartitions_ThenTheRecordingAloneIsHeld()
    {
        var node = Make();
        node.Keeper.WantsPartitions = false;
        await PassAsync(2, node);
        Assert.Equal([LeaseSlots.Recording], Held(node.Keeper));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Step_WhenCallsAndAnswersGetLostAndNodesStall_ThenNoTwoEverHoldOne(int seed)
    {
        var chance = new Random(seed);
        var nodes = Enumerable.Range(0, 3).Select(number => Make(seed * 10 + number)).ToArray();
        var epochs = new Dictionary<int, (long Epoch, Node Holder)>();
        for (var i = 0; i < 400; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(chance.Next(1_500)));
            var node = nodes[chance.Next(3)];
            node.Line.Losses = i < 350 ? 15 : 0;
            if (chance.Next(20) == 0)
                time.Advance(TimeSpan.FromSeconds(chance.Next(12)));
            try
            {
                await node.Keeper.StepAsync(default);
            }
            catch (StoreUnavailableException)
            {
            }

            Assert.All(nodes.SelectMany(one => Held(one.Keeper)).GroupBy(slot => slot), slot => Assert.Single(slot));
            foreach (var (holder, lease) in nodes.SelectMany(one => Held(one.Keeper).Select(slot => (one, one.Keeper.Find(slot)!))))
            {
                var (epoch, last) = epochs.GetValueOrDefault(lease.Slot, (0, holder));
                Assert.True(lease.Epoch > epoch || (lease.Epoch == epoch && last == holder));
                epochs[lease.Slot] = (lease.Epoch, holder);
            }
        }

        await PassAsync(15, nodes);
        Assert.Equal(LeaseSlots.Count, nodes.Sum(node => Held(node.Keeper).Count));
    }

    private Node Make(int seed = 0)
    {
        var line = new ShakyLine.LineState(seed);
        return new Node(new LeaseKeeper(ShakyLine.To(store.Leases, line), ids, time) { WantsPartitions = true }, line);
    }

    private async Task PassAsync(int seconds, params Node[] nodes)
    {
        for (var i = 0; i < seconds; i++)
        {
            time.Advance(LeaseKeeper.Interval);
            foreach (var node in nodes)
            {
                node.Line.Losses = 0;
                await node.Keeper.StepAsync(default);
            }
        }
    }

    private static List<int> Held(LeaseKeeper keeper) => [.. Enumerable.Range(0, LeaseSlots.Count).Where(slot => keeper.Find(slot) is not null)];

    private sealed record Node(LeaseKeeper Keeper, ShakyLine.LineState Line);
}
