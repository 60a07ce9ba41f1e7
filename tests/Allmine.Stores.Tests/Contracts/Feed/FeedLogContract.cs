using Allmine.Application.Ports.Feed;
using Allmine.Domain.Messages;

namespace Allmine.Stores.Tests.Contracts.Feed;

/// <summary>What is written to the feed that is kept, and read of it.</summary>
public abstract class FeedLogContract(IStoreFixture store) : FeedContract(store)
{
    [SkippableFact]
    public async Task ReadState_WhenNothingWasRecorded_ThenItIsOfTheBeginning()
    {
        var state = await Log.ReadStateAsync(None);

        Assert.Equal((0L, 0L, null, 0L), (state.Last, state.Floor, state.Source, state.Epoch));
        Assert.Equal(new long[FeedEntry.Partitions], state.Heads);
        Assert.Empty(await ReadNumbersAsync());
    }

    [SkippableFact]
    public async Task TakeOver_WhenTheEpochIsLowerOrTheSame_ThenItStaysAndAHigherOneIsTaken()
    {
        await AppendAsync(Events(2));

        var taken = await Log.TakeOverAsync(5, None);
        var again = await Log.TakeOverAsync(5, None);
        var lower = await Log.TakeOverAsync(4, None);
        var higher = await Log.TakeOverAsync(6, None);

        Assert.Equal([5L, 5, 5, 6], new[] { taken, again, lower, higher }.Select(state => state.Epoch));
        Assert.All([taken, again, lower, higher], state => Assert.Equal((2L, 0L, At(2)), (state.Last, state.Floor, state.Source)));
        Assert.Equal(6, (await Log.ReadStateAsync(None)).Epoch);
    }

    [SkippableTheory]
    [InlineData(4, 3, false)]
    [InlineData(5, 3, true)]
    [InlineData(6, 3, false)]
    [InlineData(5, 2, false)]
    [InlineData(5, 4, false)]
    public async Task Append_WhenEpochOrLastNumberAreOthers_ThenNothingIsWritten(long epoch, long after, bool expected)
    {
        await AppendAsync(Events(3));
        await Log.TakeOverAsync(5, None);
        var lane = NewId<FeedLane>();

        var isWritten = await Log.AppendAsync(new FeedAppend(epoch, after, [Event(after + 1, lane, 1)], [new FeedErasure(1, "{}")], At(9)), None);

        Assert.Equal(expected, isWritten);
        var state = await Log.ReadStateAsync(None);
        Assert.Equal((expected ? 4L : 3, At(expected ? 9 : 3), 5L), (state.Last, state.Source, state.Epoch));
        Assert.Equal(expected ? 4 : 0, state.Heads[FeedEntry.PartitionOf(lane)] > 3 ? 4 : 0);
        var entries = await Log.ReadAsync(0, long.MaxValue, All, Many, None);
        Assert.Equal(expected ? [1L, 2, 3, 4] : [1L, 2, 3], NumbersOf(entries));
        Assert.Equal(expected, entries[0].IsErased);
    }

    [SkippableFact]
    public async Task Append_WhenTwoDoSoAtOnce_ThenOneOfThemHas()
    {
        await AppendAsync(Events(1));
        var appends = Enumerable.Range(0, 8).Select(i => new FeedAppend(0, 1, Events(2 + (i % 2), 2), [], At(100 + i))).ToList();

        var written = await Task.WhenAll(appends.Select(append => Task.Run(() => Log.AppendAsync(append, None))));

        var winner = appends[Array.IndexOf(written, true)];
        Assert.Single(written, isWritten => isWritten);
        Assert.Equal((winner.Source, 1L + winner.Entries.Count), await StateAsync());
        AssertSame([.. winner.Entries], await Log.ReadAsync(1, long.MaxValue, All, Many, None));

        async Task<(Application.Ports.Events.EventPosition?, long)> StateAsync() => (await Log.ReadStateAsync(None)) is var state ? (state.Source, state.Last) : default;
    }

    [SkippableFact]
    public async Task Append_WhenThereIsNothingButTheSource_ThenThatIsWritten()
    {
        await AppendAsync(Events(2));

        Assert.True(await Log.AppendAsync(new FeedAppend(0, 2, [], [], At(77)), None));

        var state = await Log.ReadStateAsync(None);
        Assert.Equal((2L, At(77)), (state.Last, state.Source));
    }

    [SkippableFact]
    public async Task Append_WhenEventsAreOfSeveralPartitions_ThenEachHasItsLastNumberAsHead()
    {
        var lanes = Enumerable.Range(0, 6).Select(_ => NewId<FeedLane>()).ToList();
        FeedEntry[] first = [.. Enumerable.Range(0, 9).Select(i => Event(i + 1, lanes[i % 6], 1 + (i / 6)))];
        await AppendAsync(first[..5]);
        await AppendAsync(first[5..]);
        await Store.ReopenAsync();

        var heads = new long[FeedEntry.Partitions];
        foreach (var entry in first)
            heads[entry.Partition] = entry.Number;
        Assert.Equal(heads, (await Log.ReadStateAsync(None)).Heads);
    }

    /// <summary>With all that an event can have, and with none of what it need not have.</summary>
    [SkippableFact]
    public async Task Read_WhenEventsWereAppended_ThenEachIsAsItWas()
    {
        var (chat, user) = (NewId<FeedLane>(), NewId<FeedLane>());
        FeedEntry[] entries =
        [
            Event(1, chat, type: FeedType.ChatCreated),
            EventOf(NewId<Message>(), 2, chat, 1) with { Data = """{"text":"a \"word\"\n\\ ğ 👍 \u0000"}""" },
            EventOf(NewId<Message>(), 3, chat, 2) with { Type = FeedType.MessageReacted, Priors = [new FeedPrior(FeedType.MessageCreated, 2, 1)] },
            Event(4, chat, long.MaxValue, FeedType.ChatUpdated) with
            {
                Priors = [new FeedPrior(FeedType.MessageCreated, 2, 1), new FeedPrior(FeedType.MessageReacted, 3, 2), new FeedPrior(FeedType.ChatUpdated, long.MaxValue - 1, 3)],
            },
            Event(5, user, type: FeedType.UserUpdated) with { ChatId = null, Data = $$"""{"name":"{{new string('x', 100_000)}}"}""" },
            EventOf(NewId<Message>(), 6, chat, 3) with { IsErased = true },
        ];
        await AppendAsync(entries);
        await Store.ReopenAsync();

        AssertSame(entries, await Log.ReadAsync(0, long.MaxValue, All, Many, None));
        AssertSame([.. entries.Reverse()], await Log.ReadBackAsync(long.MaxValue, 0, All, Many, None));
        AssertSame([.. entries.Where(entry => entry.Lane == chat)], await Log.ReadLaneAsync(chat, 0, long.MaxValue, All, Many, None));
        AssertSame([.. entries.Where(entry => entry.Partition == entries[4].Partition)], await Log.ReadPartitionAsync(entries[4].Partition, 0, long.MaxValue, All, Many, None));
    }

    [SkippableFact]
    public async Task Read_WhenEachTypeIsStored_ThenItIsReadAsSuchAndFoundAlone()
    {
        var lane = NewId<FeedLane>();
        await AppendAsync([.. All.Select((type, i) => Event(i + 1, lane, type: type))]);

        Assert.Equal(All, (await Log.ReadAsync(0, long.MaxValue, All, Many, None)).Select(entry => entry.Type));
        foreach (var type in All)
        {
            Assert.Equal(type, Assert.Single(await Log.ReadAsync(0, long.MaxValue, [type], Many, None)).Type);
            Assert.Equal(All.Except([type]), (await Log.ReadAsync(0, long.MaxValue, [.. All.Except([type])], Many, None)).Select(entry => entry.Type));
        }

        Assert.Empty(await Log.ReadAsync(0, long.MaxValue, [], Many, None));
    }

    /// <summary>The same bounds for every way to read.</summary>
    [SkippableFact]
    public async Task Read_WhenItIsBounded_ThenAfterIsNotInItAndUpToIsAndTheLimitIsNotExceeded()
    {
        var lane = NewId<FeedLane>();
        var partition = FeedEntry.PartitionOf(lane);
        // Changes and others, in one lane.
        await AppendAsync([.. Enumerable.Range(1, 9).Select(i => Event(i, lane, i % 3 == 0 ? null : i, i % 2 == 0 ? FeedType.MessageCreated : FeedType.ChatCreated))]);
        Func<long, long, FeedType[], int, Task<IReadOnlyList<FeedEntry>>>[] ways =
        [
            (after, upTo, types, limit) => Log.ReadAsync(after, upTo, types, limit, None),
            (after, upTo, types, limit) => Log.ReadPartitionAsync(partition, after, upTo, types, limit, None),
            (after, upTo, types, limit) => Log.ReadLaneAsync(lane, after, upTo, types, limit, None),
        ];
        foreach (var read in ways)
        {
            Assert.Equal([3L, 4, 5, 6, 7], NumbersOf(await read(2, 7, All, 10)));
            Assert.Equal([3L, 4, 5, 6, 7], NumbersOf(await read(2, 7, All, 5)));
            Assert.Equal([3L, 4, 5, 6], NumbersOf(await read(2, 7, All, 4)));
            Assert.Equal([4L, 6], NumbersOf(await read(2, 7, [FeedType.MessageCreated], 4)));
            Assert.Equal([4L], NumbersOf(await read(2, 7, [FeedType.MessageCreated], 1)));
            Assert.Empty(await read(7, 7, All, 10));
            Assert.Empty(await read(9, long.MaxValue, All, 10));
        }

        Assert.Equal([6L, 5, 4, 3], NumbersOf(await Log.ReadBackAsync(7, 2, All, 10, None)));
        Assert.Equal([6L, 5], NumbersOf(await Log.ReadBackAsync(7, 2, All, 2, None)));
        Assert.Equal([6L, 4], NumbersOf(await Log.ReadBackAsync(7, 2, [FeedType.MessageCreated], 10, None)));
        Assert.Empty(await Log.ReadBackAsync(3, 2, All, 10, None));
        Assert.Equal(5, await Log.CountPartitionAsync(partition, 2, 7, All, 10, None));
        Assert.Equal(5, await Log.CountPartitionAsync(partition, 2, 7, All, 5, None));
        Assert.Equal(4, await Log.CountPartitionAsync(partition, 2, 7, All, 4, None));
        Assert.Equal(2, await Log.CountPartitionAsync(partition, 2, 7, [FeedType.MessageCreated], 4, None));
        Assert.Equal(0, await Log.CountPartitionAsync((partition + 1) % FeedEntry.Partitions, 0, 9, All, 10, None));
    }

    [SkippableFact]
    public async Task Read_WhenOtherLanesAndPartitionsAreBetween_ThenOnlyItsOwnEventsAreThere()
    {
        var lanes = Enumerable.Range(0, 5).Select(_ => NewId<FeedLane>()).ToList();
        FeedEntry[] entries = [.. Enumerable.Range(0, 20).Select(i => Event(i + 1, lanes[i % 5], 1 + (i / 5)))];
        await AppendAsync(entries);

        Assert.All(lanes, lane => Assert.True(FeedEntry.PartitionOf(lane) is >= 0 and < FeedEntry.Partitions));
        foreach (var lane in lanes)
        {
            Assert.Equal(NumbersOf(entries.Where(entry => entry.Lane == lane)), NumbersOf(await Log.ReadLaneAsync(lane, 0, 20, All, Many, None)));
            var partition = FeedEntry.PartitionOf(lane);
            Assert.Equal(NumbersOf(entries.Where(entry => entry.Partition == partition)), NumbersOf(await Log.ReadPartitionAsync(partition, 0, 20, All, Many, None)));
            Assert.Equal(entries.Count(entry => entry.Partition == partition), await Log.CountPartitionAsync(partition, 0, 20, All, Many, None));
        }
    }

    /// <summary>What is no change does not stand in the way, however much of it there is.</summary>
    [SkippableFact]
    public async Task LastChanges_WhenChatsHaveChangesAndOthers_ThenTheLastChangeOfEachIsGiven()
    {
        var (busy, quiet, without, unknown) = (NewId<FeedLane>(), NewId<FeedLane>(), NewId<FeedLane>(), NewId<FeedLane>());
        FeedEntry[] entries =
        [
            Event(1, busy, 1), Event(2, quiet, 1) with { Priors = [new FeedPrior(FeedType.MessageCreated, 1, 1)] }, Event(3, without, type: FeedType.ChatCreated),
            Event(4, busy, 2), .. Enumerable.Range(5, 30).Select(i => Event(i, busy, type: FeedType.CreditsTransferred)),
        ];
        await AppendAsync(entries);

        AssertSame([entries[1], entries[3]], [.. (await Log.ReadLastChangesAsync([busy, quiet, without, unknown], None)).OrderBy(entry => entry.Number)]);
        Assert.Empty(await Log.ReadLastChangesAsync([], None));
        AssertSame(entries[3], await Log.FindLastChangeAsync(busy, long.MaxValue, None));
        AssertSame(entries[3], await Log.FindLastChangeAsync(busy, 4, None));
        AssertSame(entries[0], await Log.FindLastChangeAsync(busy, 3, None));
        AssertSame(entries[0], await Log.FindLastChangeAsync(busy, 1, None));
        Assert.Null(await Log.FindLastChangeAsync(busy, 0, None));
        Assert.Null(await Log.FindLastChangeAsync(without, long.MaxValue, None));
    }

    [SkippableFact]
    public async Task Append_WhenEventsAreErased_ThenTheyTellTheTombstoneInTheirPlacesAndNothingElseIsOther()
    {
        var (chat, message, other) = (NewId<FeedLane>(), NewId<Message>(), NewId<Message>());
        FeedEntry[] entries =
        [
            EventOf(message, 1, chat, 1), EventOf(other, 2, chat, 2), EventOf(message, 3, chat, 3) with { Type = FeedType.MessageUpdated, Priors = [new FeedPrior(FeedType.MessageCreated, 2, 2)] },
            EventOf(message, 4, chat, 4) with { IsErased = true, Data = """{"isDeleted":4}""" },
        ];
        await AppendAsync(entries[..3]);

        Assert.Equal([1L, 3], NumbersOf(await Log.ReadOfMessageAsync(message, 0, Many, None)));
        Assert.Equal([1L], NumbersOf(await Log.ReadOfMessageAsync(message, 0, 1, None)));
        Assert.Equal([3L], NumbersOf(await Log.ReadOfMessageAsync(message, 1, Many, None)));
        await AppendAsync(entries[3..], new FeedErasure(1, """{"isDeleted":1}"""), new FeedErasure(3, """{"isDeleted":3}"""));
        await Store.ReopenAsync();

        entries[0] = entries[0] with { IsErased = true, Data = """{"isDeleted":1}""" };
        entries[2] = entries[2] with { IsErased = true, Data = """{"isDeleted":3}""" };
        AssertSame(entries, await Log.ReadAsync(0, long.MaxValue, All, Many, None));
        AssertSame(entries, await Log.ReadLaneAsync(chat, 0, long.MaxValue, All, Many, None));
        AssertSame(entries[3], await Log.FindLastChangeAsync(chat, 4, None));
        Assert.Empty(await Log.ReadOfMessageAsync(message, 0, Many, None));
        AssertSame([entries[1]], await Log.ReadOfMessageAsync(other, 0, Many, None));
    }

    /// <summary>An event whose message is deleted with the same append, and one that was erased before.</summary>
    [SkippableFact]
    public async Task Append_WhenAnEventOfItsOwnOrAnErasedOneIsErased_ThenItTellsTheTombstoneOfNow()
    {
        var (chat, message) = (NewId<FeedLane>(), NewId<Message>());
        await AppendAsync([EventOf(message, 1, chat, 1)], new FeedErasure(1, """{"is":1}"""));
        Assert.Equal("""{"is":1}""", Assert.Single(await Log.ReadAsync(0, 1, All, Many, None)).Data);

        await AppendAsync([], new FeedErasure(1, """{"is":2}"""));

        var entry = Assert.Single(await Log.ReadAsync(0, 1, All, Many, None));
        Assert.Equal((true, """{"is":2}"""), (entry.IsErased, entry.Data));
    }

    /// <summary>Those behind it have their turn, also where few are asked for.</summary>
    [SkippableFact]
    public async Task Read_WhenAnEventCantBeRead_ThenItIsPassedOver()
    {
        var (chat, message) = (NewId<FeedLane>(), NewId<Message>());
        FeedEntry[] entries = [.. Enumerable.Range(1, 4).Select(i => EventOf(message, i, chat, i))];
        await AppendAsync(entries);
        Skip.IfNot(await Store.SpoilAsync("feed", entries[0].Id.ToBytes()), "The store lets nobody write such an event.");
        await Store.SpoilAsync("feed", entries[3].Id.ToBytes());

        Assert.Equal([2L, 3], await ReadNumbersAsync());
        Assert.Equal([2L], await ReadNumbersAsync(limit: 1));
        Assert.Equal([3L], NumbersOf(await Log.ReadBackAsync(long.MaxValue, 0, All, 1, None)));
        Assert.Equal([2L], NumbersOf(await Log.ReadPartitionAsync(entries[0].Partition, 0, 4, All, 1, None)));
        Assert.Equal([2L], NumbersOf(await Log.ReadLaneAsync(chat, 0, 4, All, 1, None)));
        Assert.Equal([2L], NumbersOf(await Log.ReadOfMessageAsync(message, 0, 1, None)));
        Assert.Equal(3, (await Log.FindLastChangeAsync(chat, 3, None))!.Number);
        await AppendAsync([Event(5, chat, 5)]);
        Assert.Equal([2L, 3, 5], await ReadNumbersAsync());
        Assert.Equal(5, await TrimUpToAsync(5));
        Assert.Equal(5, Assert.Single(await Log.ReadLastChangesAsync([chat], None)).Number);
    }
}
