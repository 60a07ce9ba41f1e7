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
    public async Task<long> RunAsync(long epoch, DateTime before, int limit, CancellationToken cancellationToken)
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
            await TidyAsync(from, Math.Min(from + limit, to), cancellationToken);
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

    /// <summary>Of each chat the last change stays, and none before it.</summary>
    private async Task TidyAsync(long from, long to, CancellationToken cancellationToken)
    {
        var piece = new BsonDocument("_id", new BsonDocument { { "$gt", from }, { "$lte", to } });
        var changes = await store.Feed
            .Find(new BsonDocument(piece).Add(FeedFields.IsChange, true), new FindOptions { Hint = MongoReads.ById })
            .Project(new BsonDocument(FeedFields.Lane, 1))
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        var tails = new Dictionary<Id<FeedLane>, long>();
        foreach (var change in changes)
        {
            if (change.IdOrNull<FeedLane>(FeedFields.Lane) is { } lane)
                tails[lane] = Math.Max(change["_id"].ToInt64(), tails.GetValueOrDefault(lane));
        }

        if (tails.Count > 0)
            await EmptyAsync(new BsonArray(tails.Values), cancellationToken);
        await RemoveAsync(from, to, tails, cancellationToken);
        await store.FeedState.UpdateOneAsync(MongoFeedState.Id, new BsonDocument("$max", new BsonDocument(FeedStateFields.Tidied, to)), null, cancellationToken).OrUnavailable();
    }

    private Task EmptyAsync(BsonArray tails, CancellationToken cancellationToken) => store.Feed.UpdateManyAsync(
        new BsonDocument("_id", new BsonDocument("$in", tails)), new BsonDocument("$set", new BsonDocument(FeedFields.Data, string.Empty)), null, cancellationToken).OrUnavailable();

    /// <summary>All but those that stay, and those that stayed for these chats until now.</summary>
    private Task RemoveAsync(long from, long to, Dictionary<Id<FeedLane>, long> tails, CancellationToken cancellationToken)
    {
        var rest = new BsonDocument("_id", new BsonDocument { { "$gt", from }, { "$lte", to }, { "$nin", new BsonArray(tails.Values) } });
        List<WriteModel<FeedEntry>> removals = [new DeleteManyModel<FeedEntry>(rest) { Hint = MongoReads.ById }];
        if (tails.Count > 0)
        {
            var earlier = new BsonDocument
            {
                { FeedFields.Lane, new BsonDocument("$in", new BsonArray(tails.Keys.Select(lane => lane.ToObjectId()))) },
                { FeedFields.IsChange, true },
                { "_id", new BsonDocument("$lte", from) },
            };
            removals.Add(new DeleteManyModel<FeedEntry>(earlier) { Hint = MongoSchema.LaneIndex });
        }

        return store.Feed.BulkWriteAsync(removals, null, cancellationToken).OrUnavailable();
    }
}
