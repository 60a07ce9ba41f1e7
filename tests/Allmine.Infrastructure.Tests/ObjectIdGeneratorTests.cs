using Allmine.Domain.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests;

public sealed class ObjectIdGeneratorTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void NewId_WhenTheClockStandsStill_ThenNoTwoAreTheSame()
    {
        var ids = new ObjectIdGenerator(time);

        var made = ParallelEnumerable.Range(0, 10_000).Select(_ => ids.NewId<Message>()).ToList();

        Assert.Equal(made.Count, made.Distinct().Count());
    }

    [Fact]
    public void NewId_WhenTimePasses_ThenLaterOnesSortAfterEarlierOnes()
    {
        var ids = new ObjectIdGenerator(time);
        var earlier = ids.NewId<Message>();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(earlier < ids.NewId<Message>());
    }

    [Fact]
    public void NewId_WhenMade_ThenItBeginsWithTheTimeInSeconds() =>
        Assert.StartsWith($"{time.GetUtcNow().ToUnixTimeSeconds():x8}", new ObjectIdGenerator(time).NewId<Message>().ToString(), StringComparison.Ordinal);
}
