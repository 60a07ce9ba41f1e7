using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;

namespace Allmine.Stores.Tests.Mongo.Nodes;

public sealed class MongoNodeWatchTests
{
    private readonly FakeTimeProvider time = new();
    private readonly MongoNodeWatch watch;
    private readonly ObjectId id = ObjectId.GenerateNewId();

    public MongoNodeWatchTests() => watch = new MongoNodeWatch(time);

    [Theory]
    [InlineData(1999, false)]
    [InlineData(2000, true)]
    public void Look_WhenTheBeatStaysTheSame_ThenTheNodeIsDeadAfterTwoSeconds(int milliseconds, bool expected)
    {
        Assert.Equal(0, Look(1));
        Assert.Equal(0, Look(1, after: 500));
        Assert.Equal(0, Look(1, after: 500));

        Assert.Equal(expected ? 1 : 0, Look(1, after: milliseconds - 1000));
    }

    [Fact]
    public void Look_WhenThereWereOnlyThree_ThenTheNodeIsNotDeadHoweverLongAgoTheyWere()
    {
        Look(1);
        Look(1, after: 1500);
        Assert.Equal(0, Look(1, after: 1500));

        Assert.Equal(1, Look(1, after: 1500));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void Look_WhenTheBeatIsAnother_ThenTheSilenceBeginsAnew(long beat)
    {
        LookOften(beat: 1, times: 4);

        Assert.Equal(0, Look(beat, after: 500));

        Assert.Equal([0, 0, 0, 1], LookOften(beat, times: 4));
    }

    [Fact]
    public void Look_WhenANodeStaysDead_ThenItIsCountedHowOftenItWasFoundSo()
    {
        Assert.Equal([0, 0, 0, 0, 1, 2, 3], LookOften(beat: 1, times: 7));

        Assert.Equal(0, Look(2, after: 500));
    }

    /// <summary>The server stood still, or this node did: nobody could be heard.</summary>
    [Theory]
    [InlineData(1500, 1)]
    [InlineData(1501, 0)]
    public void Look_WhenItComesLate_ThenAllSilencesBeginAnew(int milliseconds, int expected)
    {
        LookOften(beat: 1, times: 3);

        Assert.Equal(expected, Look(1, after: milliseconds));
    }

    [Fact]
    public void Look_WhenOneHasFailed_ThenAllSilencesBeginAnew()
    {
        LookOften(beat: 1, times: 4);

        watch.Miss();

        Assert.Equal([0, 0, 0, 0, 1], LookOften(beat: 1, times: 5));
    }

    [Fact]
    public void Look_WhenANodeIsGone_ThenTheOthersAreJudgedAllTheSame()
    {
        var other = new MongoNodeBeat(ObjectId.GenerateNewId(), 7, []);
        for (var i = 0; i < 4; i++)
        {
            watch.Look([new MongoNodeBeat(id, i, []), other]);
            time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal([(other, 1)], watch.Look([other]));
    }

    private List<int> LookOften(long beat, int times) => [.. Enumerable.Range(0, times).Select(_ => Look(beat, after: 500))];

    /// <returns>How often the node has been found dead; 0 if it isn't.</returns>
    private int Look(long beat, int after = 0)
    {
        time.Advance(TimeSpan.FromMilliseconds(after));
        return watch.Look([new MongoNodeBeat(id, beat, [])]).Select(dead => dead.Times).SingleOrDefault();
    }
}
