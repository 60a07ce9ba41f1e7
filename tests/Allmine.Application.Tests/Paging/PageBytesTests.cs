using Allmine.Application.Paging;

namespace Allmine.Application.Tests.Paging;

public sealed class PageBytesTests
{
    private const int Half = PageBytes.Greatest / 2;

    [Fact]
    public void FittingAround_WhenAllFit_ThenAllAreGiven()
    {
        var (from, items) = PageBytes.FittingAround([1, 2, 3, 4], 2, size => size);

        Assert.Equal((0, "1 2 3 4"), (from, string.Join(' ', items)));
        Assert.Empty(PageBytes.FittingAround<int>([], 0, size => size).Items);
    }

    [Fact]
    public void FittingAround_WhenOneSideHasNoMoreRoom_ThenTheOtherGoesOn()
    {
        var (from, items) = PageBytes.FittingAround([3, 2, 1, Half, Half, 5], 2, size => size);
        Assert.Equal((0, $"3 2 1 {Half}"), (from, string.Join(' ', items)));

        (from, items) = PageBytes.FittingAround([3, Half + 1, 1, Half, 4, 5], 2, size => size);
        Assert.Equal((2, $"1 {Half} 4 5"), (from, string.Join(' ', items)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    public void FittingAround_WhenTheMiddleAloneIsTooLong_ThenItIsGivenAlone(int middle, int expected)
    {
        var (from, items) = PageBytes.FittingAround([2 * Half + 1, 2 * Half + 1, 2 * Half + 1], middle, size => size);

        Assert.Equal((expected, 1), (from, items.Count));
    }

    [Fact]
    public void PageRoom_WhenItIsFull_ThenNothingMoreIsTakenHoweverSmall()
    {
        var room = new PageRoom(10);
        Assert.True(room.TryTake(2 * PageBytes.Greatest));
        Assert.False(room.TryTake(1));
        Assert.True(room.IsFull);

        room = new PageRoom(10);
        Assert.True(room.TryTake(PageBytes.Greatest - 1));
        Assert.True(room.TryTake(1));
        Assert.Equal((8, false), (room.Items, room.IsFull));
        Assert.False(room.TryTake(1));
        Assert.False(room.TryTake(0));
    }

    [Fact]
    public void PageRoom_WhenAllItemsAreTaken_ThenItIsFull()
    {
        var room = new PageRoom(2);
        Assert.True(room.TryTake(1));
        Assert.False(room.IsFull);
        Assert.True(room.TryTake(1));
        Assert.True(room.IsFull);
        Assert.False(room.TryTake(1));
    }
}
