using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;

namespace Allmine.Application.Feed;

/// <summary>Finds the places that callers name, where there is no answer without them.</summary>
internal sealed class FeedPlaces(FeedPositions positions, FeedReader reader)
{
    /// <summary>The number that a position stands for. <see cref="PrepareAsync"/> comes first.</summary>
    /// <exception cref="RefusedException"><c>feed.position_gone</c>: the feed does not go on from there.</exception>
    public long Demand(string position, FeedState state) => reader.PlaceOf(position, state) ?? throw new RefusedException(ErrorCode.FeedPositionGone);

    public ValueTask PrepareAsync(CancellationToken cancellationToken) => positions.PrepareAsync(cancellationToken);
}
