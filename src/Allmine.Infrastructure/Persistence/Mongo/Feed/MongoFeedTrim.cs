using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// Removes the oldest events. The floor rises first, so that nobody is told of what is half removed; then come the documents, piece by piece, and <c>tidied</c> says how far that
/// has come. Whoever takes a piece up again, or at the same time, does the same once more.
/// </summary>
internal sealed class MongoFeedTrim(MongoStore store, UnreadableRecords unreadable)
{
    /// <inheritdoc cref="IFeedLog.TrimAsync"/>
    public async Task<long> RunAsync(long epoch, DateTime before, int limit, IReadOnlyCollection<long> boundaries, CancellationToken cancellationToken)
    {
        var known = await MongoFeedState.ReadAsync(store, unreadable, cancellationToken);
        if (known.State.Epoch != epoch || limit <= 0)
            return 0;
        var floor = known.State.Floor;
        var to = await FindLastBeforeAsync(floor, before, limit, cancellationToken);
        if (to > floor && !await RaiseFloorAsync(epoch, floor, to, cancellationToken))
            return 0;
        // What a node has died over, and what was before a break, comes first.
        for (var from = known.Tidied; from < to; from = Math.Min(from + limit, to))
            await TidyAsync(from, Math.Min(from + limit, to), boundaries, cancellationToken);
        return to - floor;
    }

    /// <summary>Times never go back, so that those to remove are the first ones.</summary>
    private async Task<long> FindLastBeforeAsync(long floor, DateTime before, int limit, CancellationToken cancellationToken)
    {
        var oldest = await store.Feed
            .Find(new BsonDocument("_id", new BsonDocument("$gt", floor)), MongoReads.InOneBatch(limit))
            .Sort(MongoReads.ById)
            .Limit(limit)
            .Project(new BsonDocument(FeedFields.CreatedAt, 1))
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        // One whose time can't be read goes with its neighbours.
        return oldest.TakeWhile(entry => (entry.TimeOrNull(FeedFields.CreatedAt) ?? DateTime.MinValue) < before).LastOrDefault()?["_id"].ToInt64() ?? floor;
    }

    private async Task<bool> RaiseFloorAsync(long epoch, long floor, long to, CancellationToken cancellationToken)
    {
        var seen = new BsonDocument(MongoFeedState.Id) { { FeedStateFields.Epoch, epoch }, { FeedStateFields.Floor, floor } };
        var result = await store.FeedState.UpdateOneAsync(seen, new BsonDocument("$set", new BsonDocument(FeedStateFields.Floor, to)), null, cancellationToken).OrUnavailable();
        return result.MatchedCount == 1;
    }

    /// <summary>Of each chat the last change stays, and those that have a boundary between them and the next.</summary>
    private async Task TidyAsync(long from, long to, IReadOnlyCollection<long> boundaries, CancellationToken cancellationToken)
    {
        var piece = new BsonDocument("_id", new BsonDocument { { "$gt", from }, { "$lte", to } });
        var changes = await FindChangesAsync(piece, MongoReads.ById, cancellationToken);
        // What stayed of these chats until now.
        var earlier = new BsonDocument { { FeedFields.Lane, new BsonDocument("$in", new BsonArray(changes.Select(lane => lane.Key.ToObjectId()))) }, { "_id", new BsonDocument("$lte", from) } };
        var tails = changes.Count > 0 ? await FindChangesAsync(earlier, MongoSchema.LaneIndex, cancellationToken) : changes;
        var staying = changes.SelectMany(lane => Staying([.. tails[lane.Key].Concat(lane).Order()], boundaries)).ToHashSet();
        if (changes.Count > 0)
            await EmptyAsync(new BsonArray(staying.Where(number => number > from)), cancellationToken);
        piece["_id"].AsBsonDocument.Add("$nin", new BsonArray(staying));
        var outlived = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(tails.SelectMany(lane => lane).Where(number => number <= from && !staying.Contains(number)))));
        List<WriteModel<FeedEntry>> removals = [new DeleteManyModel<FeedEntry>(piece) { Hint = MongoReads.ById }, new DeleteManyModel<FeedEntry>(outlived) { Hint = MongoReads.ById }];
        await store.Feed.BulkWriteAsync(removals, null, cancellationToken).OrUnavailable();
        await store.FeedState.UpdateOneAsync(MongoFeedState.Id, new BsonDocument("$max", new BsonDocument(FeedStateFields.Tidied, to)), null, cancellationToken).OrUnavailable();
    }

    private async Task<ILookup<Id<FeedLane>, long>> FindChangesAsync(BsonDocument which, BsonValue index, CancellationToken cancellationToken)
    {
        var changes = await store.Feed
            .Find(new BsonDocument(which).Add(FeedFields.IsChange, true), new FindOptions { Hint = index })
            .Project(new BsonDocument(FeedFields.Lane, 1))
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return changes.Where(change => change.IdOrNull<FeedLane>(FeedFields.Lane) is not null).ToLookup(change => change.IdOrNull<FeedLane>(FeedFields.Lane)!.Value, change => change["_id"].ToInt64());
    }

    private static IEnumerable<long> Staying(List<long> changes, IReadOnlyCollection<long> boundaries) =>
        changes.Where((number, index) => index == changes.Count - 1 || boundaries.Any(boundary => number <= boundary && boundary < changes[index + 1]));

    private Task EmptyAsync(BsonArray tails, CancellationToken cancellationToken) => store.Feed.UpdateManyAsync(
        new BsonDocument("_id", new BsonDocument("$in", tails)), new BsonDocument("$set", new BsonDocument(FeedFields.Data, string.Empty)), null, cancellationToken).OrUnavailable();
}
