using Allmine.Api.Http.Bodies;

namespace Allmine.Api.Tests.Requests;

public sealed class BodyPaceTests
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void Patience_WhenNothingHasCome_ThenIsFifteenSeconds() => Assert.Equal(Seconds(15), new BodyPace().Patience);

    [Fact]
    public void Patience_WhenAByteHasCome_ThenIsFifteenSecondsFromThen()
    {
        var pace = new BodyPace();

        pace.Received(Seconds(14.5), 1);
        Assert.Equal(Seconds(15), pace.Patience);

        pace.Received(Seconds(1), 0);
        Assert.Equal(Seconds(14), pace.Patience);
    }

    [Fact]
    public void Patience_WhenBytesKeepComingButTooFew_ThenEndsWithTheFirstThirtySeconds()
    {
        var pace = new BodyPace();

        for (var second = 1; second < 30; second++)
            pace.Received(Seconds(1), 1000);
        Assert.Equal(Seconds(1), pace.Patience);

        pace.Received(Seconds(0.5), 999);
        Assert.Equal(Seconds(0.5), pace.Patience);
    }

    [Fact]
    public void Patience_WhenJustEnoughKeepsComing_ThenNeverEnds()
    {
        var pace = new BodyPace();

        for (var second = 0; second < 1000; second++)
        {
            Assert.True(pace.Patience > Seconds(0.9), $"Late in second {second}.");
            pace.Received(Seconds(0.9), 900);
            pace.Received(Seconds(0.1), 100);
        }
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(100_000_000)]
    public void Patience_WhenMuchHasComeAndThenTooLittle_ThenEndsThirtySecondsAfterTheMuch(long much)
    {
        var pace = new BodyPace();

        pace.Received(Seconds(10), much);
        for (var second = 11; second < 40; second++)
            pace.Received(Seconds(1), 999);

        Assert.Equal(Seconds(1), pace.Patience);
    }

    [Fact]
    public void Patience_WhenTheServiceTakesItsTime_ThenIsNotShorter()
    {
        var pace = new BodyPace();

        for (var part = 0; part < 100; part++)
            pace.Received(TimeSpan.Zero, 1);

        Assert.Equal(Seconds(15), pace.Patience);
    }
}
