using System.Text;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;

namespace Allmine.Application.Feed;

/// <summary>Reads the feed from positions that callers name.</summary>
internal sealed class FeedReader(IFeedLog log, FeedPositions positions, FeedErasing erasing)
{
    /// <summary>So many events are looked at for an answer, however few of them are of the types asked for.</summary>
    public const int Looks = 1_000;

    /// <summary>What surrounds the data of an item: names of properties, identifiers, numbers, times, in bytes.</summary>
    private const int OfItem = 300;

    public async Task<FeedPage> ReadAsync(string? after, int limit, IReadOnlyCollection<FeedType> types, CancellationToken cancellationToken)
    {
        await positions.PrepareAsync(cancellationToken);
        var state = await log.ReadStateAsync(cancellationToken);
        var place = PlaceOf(after, state);
        var page = await ReadAsync(place ?? state.Floor, isReset: after is not null && place is null, limit, types, state, cancellationToken);
        // Whoever asks for the oldest gets them, whatever was removed meanwhile.
        return after is null ? page with { IsReset = false } : page;
    }

    /// <summary>The number that a position stands for, if the feed still goes on from there; null otherwise.</summary>
    public long? PlaceOf(string? position, FeedState state) =>
        position is not null && positions.NumberIn(position) is { } number && number >= state.Floor && number <= state.Last ? number : null;

    /// <summary>The same where there is no answer without it. <see cref="PrepareAsync"/> comes first.</summary>
    /// <exception cref="RefusedException"><c>feed.position_gone</c>: the feed does not go on from there.</exception>
    public long Demand(string position, FeedState state) => PlaceOf(position, state) ?? throw new RefusedException(ErrorCode.FeedPositionGone);

    /// <inheritdoc cref="FeedPositions.PrepareAsync"/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => positions.PrepareAsync(cancellationToken);

    public async Task<FeedPage> ReadAsync(long after, bool isReset, int limit, IReadOnlyCollection<FeedType> types, FeedState state, CancellationToken cancellationToken)
    {
        var upTo = Math.Min(state.Last, after + Looks);
        var found = upTo > after ? await log.ReadAsync(after, upTo, types, limit, cancellationToken) : [];
        // Unless the next one is there, what comes next may have been removed just before it was to be read.
        if (upTo > after && (found.Count == 0 || found[0].Number > after + 1) && await log.ReadStateAsync(cancellationToken) is var then && then.Floor > after)
            return await ReadAsync(then.Floor, isReset: true, limit, types, then, cancellationToken);
        var items = PageBytes.Fitting(await erasing.AsNowAsync(found, cancellationToken), entry => OfItem + Encoding.UTF8.GetByteCount(entry.Data));
        var end = items.Count < found.Count || found.Count == limit ? items[^1].Number : upTo;
        return new FeedPage([.. items.Select(entry => new ToldEvent(positions.Of(entry.Number), entry))], positions.Of(end), end < state.Last, isReset);
    }
}
