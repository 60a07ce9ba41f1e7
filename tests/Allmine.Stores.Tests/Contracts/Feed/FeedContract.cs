using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Stores.Tests.Contracts.Feed;

/// <summary>Short ways to fill the feed that is kept.</summary>
public abstract class FeedContract(IStoreFixture store) : StoreContract(store)
{
    protected const int Many = 100;

    protected static readonly FeedType[] All = Enum.GetValues<FeedType>();

    protected IFeedLog Log => Store.FeedLog;

    protected static EventPosition At(long number) => new($"{number:d8}");

    /// <summary>An event of a chat; a change of it, if that has a number.</summary>
    protected FeedEntry Event(long number, Id<FeedLane> chat, long? change = null, FeedType type = FeedType.MessageCreated) => new()
    {
        Number = number,
        Id = NewId<FeedEntry>(),
        Type = type,
        Lane = chat,
        ChatId = Id<Chat>.FromBytes(chat.ToBytes()),
        Change = change,
        CreatedAt = Noon.AddSeconds(number),
        Data = $$"""{"number":{{number}},"text":"İyi günler"}""",
    };

    protected FeedEntry EventOf(Id<Message> message, long number, Id<FeedLane> chat, long change) => Event(number, chat, change) with { MessageId = message };

    /// <summary>Events of one user, who has no other lane.</summary>
    protected FeedEntry[] Events(int count, long first = 1)
    {
        var lane = NewId<FeedLane>();
        return [.. Enumerable.Range(0, count).Select(i => Event(first + i, lane, type: FeedType.CreditsChanged) with { ChatId = null })];
    }

    /// <summary>Puts events behind those that are there.</summary>
    protected async Task AppendAsync(IReadOnlyList<FeedEntry> entries, params FeedErasure[] erasures)
    {
        var state = await Log.ReadStateAsync(None);
        Assert.True(await Log.AppendAsync(new FeedAppend(state.Epoch, state.Last, entries, erasures, At(state.Last + entries.Count)), None));
    }

    protected async Task<long> TrimAsync(DateTime before, int limit = 10_000, params long[] boundaries) =>
        await Log.TrimAsync((await Log.ReadStateAsync(None)).Epoch, before, limit, boundaries, None);

    /// <summary>Trims the events up to a number, which <see cref="Event"/> has made.</summary>
    protected Task<long> TrimUpToAsync(long number, params long[] boundaries) => TrimAsync(Noon.AddSeconds(number).AddMilliseconds(1), boundaries: boundaries);

    protected async Task<List<long>> ReadNumbersAsync(long after = 0, long upTo = long.MaxValue, int limit = Many, params FeedType[] types) =>
        NumbersOf(await Log.ReadAsync(after, upTo, types.Length == 0 ? All : types, limit, None));

    protected static List<long> NumbersOf(IEnumerable<FeedEntry> entries) => [.. entries.Select(entry => entry.Number)];

    protected static void AssertSame(FeedEntry expected, FeedEntry? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Priors, actual.Priors);
        Assert.Equal(expected with { Priors = actual.Priors }, actual);
        Assert.Equal(DateTimeKind.Utc, actual.CreatedAt.Kind);
    }

    protected static void AssertSame(IReadOnlyCollection<FeedEntry> expected, IReadOnlyCollection<FeedEntry> actual)
    {
        Assert.Equal(NumbersOf(expected), NumbersOf(actual));
        foreach (var (one, other) in expected.Zip(actual))
            AssertSame(one, other);
    }
}
