using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Webhooks;

public sealed class LaneScheduleTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon));
    private readonly ChanceIds ids = new();
    private readonly DeliveryShard shard;
    private readonly LaneSchedule schedule;

    public LaneScheduleTests()
    {
        schedule = new LaneSchedule(time);
        shard = new DeliveryShard(new ShardKey(ids.NewId<WebhookKey>(), ids.NewId<RunKey>(), 0), 1);
    }

    private DateTime Now => time.GetUtcMilliseconds();

    [Fact]
    public void TryTake_WhenLanesWait_ThenEachComesWhenItsTimeHasComeAndNotBefore()
    {
        var (late, soon, now) = (Lane(), Lane(), Lane());
        (late.Due, soon.Due) = (Now.AddSeconds(2), Now.AddSeconds(1));
        foreach (var lane in new[] { late, soon, now })
            schedule.List(lane);
        Assert.Equal([now], TakeAll());
        Assert.Equal(soon.Due, schedule.NextDue);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(TakeAll());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([soon], TakeAll());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([late], TakeAll());
        Assert.Null(schedule.NextDue);
    }

    [Fact]
    public void TryTake_WhenALaneWasReadAgain_ThenItComesBeforeTheOthersAndOnce()
    {
        var (first, refilled) = (Lane(), Lane());
        schedule.List(first);
        schedule.ListFirst(refilled);
        schedule.List(refilled);
        Assert.Equal([refilled, first], TakeAll());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void List_WhenALaneIsToBeSetAside_ThenItComesOnceThatIsWrittenDown(bool isEmpty, bool comes)
    {
        var lane = Lane();
        lane.GivesUpNext = true;
        schedule.List(lane);
        Assert.Empty(TakeAll());
        lane.IsGivingUpKept = true;
        if (isEmpty)
            lane.Shift();
        schedule.List(lane);
        Assert.Equal(comes, TakeAll().Count == 1);
    }

    [Fact]
    public void Relist_WhenALaneWaitsNoLonger_ThenItComesAtOnceAndNotOnceMoreAtItsOldTime()
    {
        var lane = Lane();
        lane.Due = Now.AddSeconds(1);
        schedule.List(lane);
        lane.Due = null;
        schedule.Relist(lane);
        Assert.Equal([lane], TakeAll());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(TakeAll());
    }

    [Fact]
    public void TryHurry_WhenALaneWaits_ThenItComesAtOnce()
    {
        var lane = Lane();
        lane.Due = Now.AddHours(1);
        schedule.List(lane);
        Assert.True(schedule.TryHurry(lane, 1));
        Assert.Equal([lane], TakeAll());
        Assert.Null(lane.Due);
    }

    /// <summary>What is written down as given up is set aside, and so is what stands behind a gap that could not be told, without being tried.</summary>
    [Theory]
    [InlineData(1, false, false, true)]
    [InlineData(2, false, false, false)]
    [InlineData(1, true, false, false)]
    [InlineData(1, false, true, false)]
    public void TryHurry_WhenALaneGivesUp_ThenItsFirstEventHasOneMoreAttemptUnlessThatIsWrittenDownOrAGapIsBeforeIt(long number, bool isKept, bool hasGap, bool isHurried)
    {
        var lane = Lane();
        (lane.GivesUpNext, lane.IsGivingUpKept) = (true, isKept);
        if (hasGap)
            lane.Gap = new WebhookGap(ids.NewId<FeedEntry>(), Samples.Team, 1, Now);
        schedule.List(lane);
        Assert.Equal(isHurried, schedule.TryHurry(lane, number));
        Assert.Equal(!isHurried, lane.GivesUpNext);
        Assert.Equal(isHurried || isKept, TakeAll().Count == 1);
    }

    [Theory]
    [InlineData(LaneState.Ready, true)]
    [InlineData(LaneState.Busy, false)]
    internal void TryHurry_WhenALaneIsTriedAnyway_ThenOnlyAnAttemptThatIsStillToBeginIsWhatWasAskedFor(LaneState state, bool isHurried)
    {
        var lane = Lane();
        schedule.List(lane);
        lane.State = state;
        Assert.Equal(isHurried, schedule.TryHurry(lane, 1));
        Assert.Single(TakeAll());
    }

    private DeliveryLane Lane() => shard.Add(
        new FeedEntry { Number = 1, Id = ids.NewId<FeedEntry>(), Type = FeedType.ChatUpdated, Lane = ids.NewId<FeedLane>(), CreatedAt = Samples.Noon, Data = "{}" }, isKept: true);

    private List<DeliveryLane> TakeAll()
    {
        var taken = new List<DeliveryLane>();
        while (schedule.TryTake(out var lane))
            taken.Add(lane);
        return taken;
    }
}
