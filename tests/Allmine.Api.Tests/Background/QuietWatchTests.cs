using Allmine.Api.Background;

namespace Allmine.Api.Tests.Background;

public sealed class QuietWatchTests
{
    private const long Start = 1000;

    [Theory]
    [InlineData(QuietWatch.Worthwhile - QuietWatch.Quiet, QuietWatch.Quiet, true)]
    [InlineData(QuietWatch.Worthwhile - QuietWatch.Quiet - 1, QuietWatch.Quiet, false)]
    [InlineData(QuietWatch.Worthwhile, 0, true)]
    [InlineData(QuietWatch.Worthwhile, QuietWatch.Quiet + 1, false)]
    public void IsDue_WhenMuchWasAllocatedAndLittleSinceTheLastLook_ThenOnceIsEnough(long busy, long quiet, bool isDue)
    {
        var watch = new QuietWatch(Start);
        Assert.False(watch.IsDue(Start + busy));

        Assert.Equal(isDue, watch.IsDue(Start + busy + quiet));
        Assert.False(watch.IsDue(Start + busy + quiet) && isDue);
    }
}
