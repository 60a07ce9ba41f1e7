using Allmine.Application.Ports.Feed;
using Allmine.Domain.Messages;

namespace Allmine.Stores.Tests.Contracts.Feed;

/// <summary>What is removed of the feed that is kept, and what stays.</summary>
public abstract class FeedTrimContract(IStoreFixture store) : FeedContract(store)
{
    [SkippableFact]
    public async Task Trim_WhenEventsAreOld_ThenThoseBeforeTheTimeGoAndTheLimitIsNotExceeded()
    {
        await AppendAsync(Events(9));

        Assert.Equal(2, await TrimAsync(Noon.AddSeconds(3)));
        Assert.Equal((2L, 9L), await FloorAndLastAsync());
        Assert.Equal([3L, 4, 5, 6, 7, 8, 9], await ReadNumbersAsync());
        Assert.Equal(0, await TrimAsync(Noon.AddSeconds(3)));
        Assert.Equal(1, await TrimAsync(Noon.AddSeconds(3).AddMilliseconds(1)));
        Assert.Equal(2, await TrimAsync(Noon.AddSeconds(100), limit: 2));
        Assert.Equal([6L, 7, 8, 9], await ReadNumbersAsync());
        Assert.Equal(4, await TrimAsync(Noon.AddSeconds(100), limit: 100));
        Assert.Equal((9L, 9L), await FloorAndLastAsync());
        Assert.Empty(await ReadNumbersAsync());
        Assert.Equal(0, await TrimAsync(Noon.AddSeconds(100)));
        await AppendAsync(Events(1, 10));
        Assert.Equal([10L], await ReadNumbersAsync());
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Trim_WhenTheEpochIsAnotherOne_ThenNothingGoes(long epoch)
    {
        await AppendAsync(Events(3));
        await Log.TakeOverAsync(5, None);

        Assert.Equal(0, await Log.TrimAsync(epoch, DateTime.MaxValue, Many, [], None));

        Assert.Equal((0L, 3L), await FloorAndLastAsync());
        Assert.Equal([1L, 2, 3], await ReadNumbersAsync());
        Assert.Equal(3, await Log.TrimAsync(5, DateTime.MaxValue, Many, [], None));
    }

    /// <summary>Whatever way it is read by.</summary>
    [SkippableFact]
    public async Task Read_WhenEventsAreGone_ThenNoneOfThemIsGivenThoughTheChatsLastChangeStays()
    {
        var (chat, message) = (NewId<FeedLane>(), NewId<Message>());
        FeedEntry[] entries = [.. Enumerable.Range(1, 6).Select(i => EventOf(message, i, chat, i))];
        await AppendAsync(entries);
        await TrimUpToAsync(4);

        Assert.Equal([5L, 6], await ReadNumbersAsync());
        Assert.Equal([5L], await ReadNumbersAsync(limit: 1));
        Assert.Equal([5L, 6], NumbersOf(await Log.ReadLaneAsync(chat, 0, 6, All, Many, None)));
        Assert.Equal([5L, 6], NumbersOf(await Log.ReadPartitionAsync(entries[0].Partition, 3, 6, All, Many, None)));
        Assert.Equal(2, await Log.CountPartitionAsync(entries[0].Partition, 0, 6, All, Many, None));
        Assert.Equal([6L, 5], NumbersOf(await Log.ReadBackAsync(long.MaxValue, 0, All, Many, None)));
        Assert.Empty(await Log.ReadBackAsync(5, 0, All, Many, None));
        Assert.Equal([5L, 6], NumbersOf(await Log.ReadOfMessageAsync(message, 0, Many, None)));
        Assert.Empty(await ReadNumbersAsync(upTo: 4));
    }

    [SkippableFact]
    public async Task LastChange_WhenItIsGone_ThenItIsKeptWithoutItsDataUntilALaterOneGoes()
    {
        var (chat, other) = (NewId<FeedLane>(), NewId<FeedLane>());
        var prior = new FeedPrior(FeedType.MessageCreated, 1, 1);
        FeedEntry[] entries =
        [
            Event(1, chat, 1), Event(2, chat, 2) with { Priors = [prior] }, Event(3, other, type: FeedType.ChatCreated), Event(4, other, 1), Event(5, chat, 3, FeedType.ChatUpdated),
            Event(6, chat, 4),
        ];
        await AppendAsync(entries);

        // The first generation: what a later change has behind it is gone for good.
        await TrimUpToAsync(3);
        AssertSame(Kept(entries[1]), await Log.FindLastChangeAsync(chat, 3, None));
        AssertSame(Kept(entries[1]), await Log.FindLastChangeAsync(chat, 4, None));
        Assert.Null(await Log.FindLastChangeAsync(other, 3, None));
        AssertSame(entries[4], await Log.FindLastChangeAsync(chat, 5, None));
        AssertSame([entries[3], entries[5]], Ordered(await Log.ReadLastChangesAsync([chat, other], None)));

        // The second one: the chat has gone on, and the earlier one goes.
        await TrimUpToAsync(5);
        await Store.ReopenAsync();
        AssertSame(Kept(entries[4]), await Log.FindLastChangeAsync(chat, 5, None));
        AssertSame(Kept(entries[3]), await Log.FindLastChangeAsync(other, long.MaxValue, None));

        // The third one: all is gone but the last of each chat.
        await TrimUpToAsync(6);
        AssertSame([Kept(entries[3]), Kept(entries[5])], Ordered(await Log.ReadLastChangesAsync([chat, other], None)));
        AssertSame(Kept(entries[5]), await Log.FindLastChangeAsync(chat, 6, None));
        Assert.Empty(await ReadNumbersAsync());
        await AppendAsync([Event(7, other, 2)]);
        Assert.Equal(7, (await Log.FindLastChangeAsync(other, long.MaxValue, None))!.Number);
        AssertSame(Kept(entries[3]), await Log.FindLastChangeAsync(other, 6, None));
    }

    [SkippableFact]
    public async Task LastChange_WhenThereIsABoundary_ThenTheLastOneUpToItIsKeptAsLongAsItIsOne()
    {
        var (chat, other) = (NewId<FeedLane>(), NewId<FeedLane>());
        FeedEntry[] entries = [Event(1, chat, 1), Event(2, chat, 2), Event(3, other, 1), Event(4, chat, 3), Event(5, chat, 4), Event(6, chat, 5), Event(7, chat, 6)];
        await AppendAsync(entries);

        // In one step, and in several: what stayed before is looked at once more.
        await TrimUpToAsync(4, 3, 5);
        AssertSame(Kept(entries[1]), await Log.FindLastChangeAsync(chat, 3, None));
        await TrimUpToAsync(6, 3, 5);
        await Store.ReopenAsync();
        AssertSame(Kept(entries[1]), await Log.FindLastChangeAsync(chat, 3, None));
        AssertSame(Kept(entries[4]), await Log.FindLastChangeAsync(chat, 5, None));
        AssertSame(Kept(entries[2]), await Log.FindLastChangeAsync(other, 5, None));
        AssertSame([Kept(entries[2]), entries[6]], Ordered(await Log.ReadLastChangesAsync([chat, other], None)));
        await TrimUpToAsync(7, 5);
        AssertSame(Kept(entries[4]), await Log.FindLastChangeAsync(chat, 5, None));
        AssertSame(Kept(entries[6]), await Log.FindLastChangeAsync(chat, 7, None));
        Assert.Empty(await ReadNumbersAsync());
    }

    /// <summary>Many more than a store may leave lying about, in many chats that go on or do not.</summary>
    [SkippableFact]
    public async Task Trim_WhenThousandsOfEventsGoInSteps_ThenEachChatsLastChangesAreWhatTheListSays()
    {
        var random = new Random(28);
        var chats = Enumerable.Range(0, 40).Select(_ => NewId<FeedLane>()).ToList();
        var entries = new List<FeedEntry>();
        var boundaries = new List<long>();
        for (var round = 0; round < 5; round++)
        {
            // In each round others are quiet.
            var some = chats.Where(_ => random.Next(3) == 0).ToList();
            FeedEntry[] next = [.. Enumerable.Range(entries.Count + 1, 700).Select(i => some[random.Next(some.Count)] is var chat && random.Next(4) == 0 ? Event(i, chat, type: FeedType.ChatCreated) : Event(i, chat, i))];
            entries.AddRange(next);
            await AppendAsync(next);
            await TrimUpToAsync(entries.Count - random.Next(1, 600), [.. boundaries]);

            var floor = (int)(await Log.ReadStateAsync(None)).Floor;
            var kept = entries.Take(floor).Where(entry => entry.Change is not null).GroupBy(entry => entry.Lane).ToDictionary(lane => lane.Key, lane => Kept(lane.Last()));
            foreach (var chat in chats)
            {
                var (tail, found) = (kept.GetValueOrDefault(chat), await Log.FindLastChangeAsync(chat, floor, None));
                Assert.Equal(tail?.Number, found?.Number);
                if (tail is not null)
                    AssertSame(tail, found);
                foreach (var boundary in boundaries)
                    Assert.Equal(entries.FindLast(entry => entry.Lane == chat && entry.Change is not null && entry.Number <= boundary)?.Number, (await Log.FindLastChangeAsync(chat, boundary, None))?.Number);
            }

            var last = entries.Where(entry => entry.Change is not null).GroupBy(entry => entry.Lane).Select(lane => lane.Last().Number).Order();
            Assert.Equal(last, NumbersOf(Ordered(await Log.ReadLastChangesAsync(chats, None))));
            Assert.Equal(entries.Count - floor, (await Log.ReadAsync(0, long.MaxValue, All, 10_000, None)).Count);
            boundaries.Add(random.Next(floor, entries.Count + 1));
            if (round == 3)
                boundaries.RemoveAt(0);
        }
    }

    [SkippableFact]
    public async Task Append_WhenAnEventThatIsGoneIsErased_ThenItStaysGone()
    {
        var (chat, message) = (NewId<FeedLane>(), NewId<Message>());
        FeedEntry[] entries = [.. Enumerable.Range(1, 3).Select(i => EventOf(message, i, chat, i))];
        await AppendAsync(entries);
        await TrimUpToAsync(2);

        await AppendAsync([], new FeedErasure(1, """{"is":1}"""), new FeedErasure(2, """{"is":2}"""), new FeedErasure(3, """{"is":3}"""));

        Assert.Equal("""{"is":3}""", Assert.Single(await Log.ReadAsync(0, long.MaxValue, All, Many, None)).Data);
        AssertSame(Kept(entries[1]), await Log.FindLastChangeAsync(chat, 2, None));
    }

    [SkippableFact]
    public async Task Trim_WhenErasedEventsGo_ThenTheLastChangeIsKeptWithoutTheTombstone()
    {
        var (chat, message) = (NewId<FeedLane>(), NewId<Message>());
        var deleted = EventOf(message, 2, chat, 2) with { Type = FeedType.MessageDeleted, IsErased = true, Data = """{"isDeleted":true}""" };
        await AppendAsync([EventOf(message, 1, chat, 1), deleted], new FeedErasure(1, """{"isDeleted":true}"""));

        Assert.Equal(2, await TrimUpToAsync(2));

        AssertSame(Kept(deleted), Assert.Single(await Log.ReadLastChangesAsync([chat], None)));
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Break_WhenTheEpochIsAnotherOne_ThenNothingChanges(long epoch)
    {
        await AppendAsync(Events(3));
        await Log.TakeOverAsync(5, None);

        Assert.False(await Log.BreakAsync(epoch, At(50), None));

        Assert.Equal(At(3), (await Log.ReadStateAsync(None)).Source);
        Assert.Equal([1L, 2, 3], await ReadNumbersAsync());
    }

    [SkippableFact]
    public async Task Break_WhenEventsAreMissing_ThenAllBeforeAreGoneAndTheRecordingGoesOn()
    {
        var (chat, message) = (NewId<FeedLane>(), NewId<Message>());
        FeedEntry[] entries = [.. Enumerable.Range(1, 3).Select(i => EventOf(message, i, chat, i))];
        await AppendAsync(entries);
        await Log.TakeOverAsync(5, None);

        Assert.True(await Log.BreakAsync(5, At(50), None));

        var state = await Log.ReadStateAsync(None);
        // One number is of what is missing: also whoever has had all three is behind.
        Assert.Equal((4L, 4L, At(50), 5L), (state.Last, state.Floor, state.Source, state.Epoch));
        Assert.All(state.Heads, head => Assert.Equal(4, head));
        Assert.Empty(await ReadNumbersAsync());
        Assert.Empty(await Log.ReadOfMessageAsync(message, 0, Many, None));
        AssertSame(Kept(entries[2]), Assert.Single(await Log.ReadLastChangesAsync([chat], None)));
        await AppendAsync([Event(5, chat, 9)]);
        Assert.Equal([5L], await ReadNumbersAsync());
        Assert.Equal(0, await TrimUpToAsync(3));
        AssertSame(Kept(entries[2]), await Log.FindLastChangeAsync(chat, 4, None));
        Assert.Equal(1, await TrimUpToAsync(5));
        Assert.Equal(5, (await Log.FindLastChangeAsync(chat, 5, None))!.Number);
    }

    private async Task<(long Floor, long Last)> FloorAndLastAsync() => await Log.ReadStateAsync(None) is var state ? (state.Floor, state.Last) : default;

    private static FeedEntry Kept(FeedEntry entry) => entry with { Data = string.Empty, IsErased = false };

    private static FeedEntry[] Ordered(IEnumerable<FeedEntry> entries) => [.. entries.OrderBy(entry => entry.Number)];
}
