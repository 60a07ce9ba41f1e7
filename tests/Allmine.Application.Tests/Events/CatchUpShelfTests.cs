using Allmine.Application.Events.CatchUp;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Events;

/// <summary>Who takes nothing of what was read for them is let go when others need the room, and not before.</summary>
public sealed class CatchUpShelfTests
{
    private static readonly Id<User> Ayse = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly FeedItem Item = new(ScriptedFeed.PositionOf(1), ScriptedFeed.EventFor(Ayse, 1));

    private readonly FakeTimeProvider time = new();
    private readonly CatchUpShelf shelf = new(10 * Item.Event!.Weight, item => item);

    [Fact]
    public async Task MakeRoom_WhenThereIsRoom_ThenNobodyWaitsOrIsLetGo()
    {
        var part = Filled(9);

        await shelf.MakeRoomAsync(Patience, time, default);

        Assert.False(part.IsDropped);
    }

    [Fact]
    public async Task MakeRoom_WhenSomethingIsTakenInTime_ThenNobodyIsLetGo()
    {
        var (oldest, newest) = (Filled(5), Filled(5));
        var room = shelf.MakeRoomAsync(Patience, time, default);
        time.Advance(Patience - TimeSpan.FromTicks(1));
        Assert.False(room.IsCompleted);

        Assert.True(shelf.TryTake(newest, out _));

        await room;
        Assert.False(oldest.IsDropped || newest.IsDropped);
    }

    [Fact]
    public async Task MakeRoom_WhenNothingIsTakenForAWhile_ThenThoseThatLieThereLongestAreLetGoUntilHalfIsFree()
    {
        CatchUpPart[] parts = [Filled(3), Filled(3), Filled(3), Filled(1)];
        var room = shelf.MakeRoomAsync(Patience, time, default);

        time.Advance(Patience);

        await room;
        Assert.Equal([true, true, false, false], parts.Select(part => part.IsDropped));
        Assert.Equal(4 * Item.Event!.Weight, shelf.Weight);
        Assert.False(shelf.TryTake(parts[0], out _));
        Assert.True(shelf.TryTake(parts[2], out _));
    }

    [Fact]
    public void Put_WhenThePartWasLetGo_ThenNothingIsKept()
    {
        var part = Filled(2);
        shelf.Drop(part);

        shelf.Put(part, Item);

        Assert.Equal(0, shelf.Weight);
    }

    private CatchUpPart Filled(int events)
    {
        var part = new CatchUpPart(Ayse, ScriptedFeed.PositionOf(0));
        for (var i = 0; i < events; i++)
            shelf.Put(part, Item);
        return part;
    }
}
