using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// The events that are kept, in the collection <c>feed</c>. The state is read after them: whatever was being removed meanwhile is not above the floor then, and is left out. An event
/// that can't be read is passed over, and those behind it have its turn.
/// </summary>
internal sealed class MongoFeedLog(MongoStore store, MongoSessions sessions, TimeProvider time, UnreadableRecords unreadable) : IFeedLog
{
    /// <summary>What a group keeps: the document that came first in it.</summary>
    private const string Whole = "whole";

    /// <summary>How often a commit is tried that others were ahead of: who trims, or takes over.</summary>
    private const int Tries = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly BsonDocument Backward = new("_id", -1);

    private readonly MongoFeedTrim trim = new(store, unreadable);

    public async Task<FeedState> ReadStateAsync(CancellationToken cancellationToken) => (await MongoFeedState.ReadAsync(store, unreadable, cancellationToken)).State;

    public async Task<FeedState> TakeOverAsync(long epoch, CancellationToken cancellationToken)
    {
        await MongoFeedState.TryBeginAsync(store, cancellationToken);
        var higher = new BsonDocument("$max", new BsonDocument(FeedStateFields.Epoch, epoch));
        var document = await store.FeedState.FindOneAndUpdateAsync(
            MongoFeedState.Id, higher, new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, cancellationToken).OrUnavailable();
        return unreadable.Reported(() => MongoFeedState.In(document)).State;
    }

    public async Task<bool> AppendAsync(FeedAppend append, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var isOutdated = false;
            var result = await MongoRound.RunAsync(
                store,
                sessions,
                time,
                async (session, token) =>
                {
                    isOutdated = !await TryMoveOnAsync(session, append, token);
                    if (isOutdated)
                        return CommitResult.Conflict;
                    await WriteAsync(session, append, token);
                    return CommitResult.Committed;
                },
                cancellationToken);
            if (result == CommitResult.Committed)
                return true;
            // Where there is no state yet, it is the one that nothing has happened in.
            if (isOutdated && !((append.Epoch, append.After) == (0, 0) && await MongoFeedState.TryBeginAsync(store, cancellationToken)))
                return false;
            if (!isOutdated)
                await Task.Delay(Pause, time, cancellationToken);
        }

        throw new StoreUnavailableException(new TimeoutException("Others were ahead of each attempt to write to the feed."));
    }

    /// <summary>The next trimming takes the events away.</summary>
    public async Task<bool> BreakAsync(long epoch, EventPosition source, CancellationToken cancellationToken)
    {
        var next = new BsonDocument("$add", new BsonArray { $"${FeedStateFields.Last}", 1L });
        var broken = new BsonDocument { { FeedStateFields.Last, next }, { FeedStateFields.Floor, next }, { FeedStateFields.Source, new BsonDocument("$literal", source.Text) } };
        for (var partition = 0; partition < FeedEntry.Partitions; partition++)
            broken.Add(MongoFeedState.HeadOf(partition), next);
        PipelineDefinition<BsonDocument, BsonDocument> update = new[] { new BsonDocument("$set", broken) };
        if (epoch == 0)
            await MongoFeedState.TryBeginAsync(store, cancellationToken);
        var result = await store.FeedState.UpdateOneAsync(InEpoch(epoch), update, null, cancellationToken).OrUnavailable();
        return result.MatchedCount == 1;
    }

    public Task<IReadOnlyList<FeedEntry>> ReadAsync(long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ForwardAsync(MongoReads.ById, OfTypes(types), after, upTo, limit, cancellationToken);

    public async Task<IReadOnlyList<FeedEntry>> ReadBackAsync(long before, long downTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<FeedEntry>();
        while (entries.Count < limit)
        {
            var most = limit - entries.Count;
            var filter = OfTypes(types).Add("_id", new BsonDocument { { "$gt", downTo }, { "$lt", before } });
            var (found, floor) = await FindAsync(MongoReads.ById, filter, Backward, most, cancellationToken);
            entries.AddRange(Readable(found));
            entries.RemoveAll(entry => entry.Number <= floor);
            if (found.Count < most || (before = NumberOf(found[^1])) <= floor)
                break;
        }

        return entries;
    }

    public Task<IReadOnlyList<FeedEntry>> ReadPartitionAsync(
        int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ForwardAsync(MongoSchema.PartitionIndex, OfPartition(partition, types), after, upTo, limit, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadLaneAsync(
        Id<FeedLane> lane, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ForwardAsync(
            MongoSchema.LaneIndex,
            // Two parts of the index, which the server merges.
            new BsonDocument { { FeedFields.Lane, lane.ToObjectId() }, { FeedFields.IsChange, new BsonDocument("$in", new BsonArray { true, false }) } }.AddRange(OfTypes(types)),
            after,
            upTo,
            limit,
            cancellationToken);

    public async Task<int> CountPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
            return 0;
        var above = Math.Max(after, (await ReadStateAsync(cancellationToken)).Floor);
        var filter = OfPartition(partition, types).Add("_id", new BsonDocument { { "$gt", above }, { "$lte", upTo } });
        return (int)await store.Feed.CountDocumentsAsync(filter, new CountOptions { Limit = limit, Hint = MongoSchema.PartitionIndex }, cancellationToken).OrUnavailable();
    }

    /// <remarks>One step in the index for each chat.</remarks>
    public async Task<IReadOnlyList<FeedEntry>> ReadLastChangesAsync(IReadOnlyCollection<Id<FeedLane>> chats, CancellationToken cancellationToken)
    {
        if (chats.Count == 0)
            return [];
        BsonDocument[] stages =
        [
            new("$match", new BsonDocument { { FeedFields.Lane, new BsonDocument("$in", new BsonArray(chats.Select(chat => chat.ToObjectId()))) }, { FeedFields.IsChange, true } }),
            new("$sort", new BsonDocument { { FeedFields.Lane, -1 }, { FeedFields.IsChange, -1 }, { "_id", -1 } }),
            new("$group", new BsonDocument { { "_id", $"${FeedFields.Lane}" }, { Whole, new BsonDocument("$first", "$$ROOT") } }),
            new("$replaceRoot", new BsonDocument("newRoot", $"${Whole}")),
        ];
        var options = new AggregateOptions { BatchSize = chats.Count + 1 };
        var found = await store.Feed.Aggregate<MongoRecord<FeedEntry>>(stages, options, cancellationToken).ToListAsync(cancellationToken).OrUnavailable();
        var floor = (await ReadStateAsync(cancellationToken)).Floor;
        return [.. Readable(found).Select(last => AsKept(last, floor))];
    }

    public async Task<FeedEntry?> FindLastChangeAsync(Id<FeedLane> chat, long upTo, CancellationToken cancellationToken)
    {
        var changes = new BsonDocument { { FeedFields.Lane, chat.ToObjectId() }, { FeedFields.IsChange, true }, { "_id", new BsonDocument("$lte", upTo) } };
        var (found, floor) = await FindAsync(MongoSchema.LaneIndex, changes, Backward, 1, cancellationToken);
        return Readable(found).FirstOrDefault() is { } last ? AsKept(last, floor) : null;
    }

    public Task<IReadOnlyList<FeedEntry>> ReadOfMessageAsync(Id<Message> message, long after, int limit, CancellationToken cancellationToken) =>
        ForwardAsync(
            MongoSchema.FeedMessageIndex,
            new BsonDocument { { FeedFields.MessageId, message.ToObjectId() }, { FeedFields.IsErased, false } },
            after,
            long.MaxValue,
            limit,
            cancellationToken);

    public Task<long> TrimAsync(long epoch, DateTime before, int limit, IReadOnlyCollection<long> boundaries, CancellationToken cancellationToken) =>
        trim.RunAsync(epoch, before, limit, boundaries, cancellationToken);

    private static BsonDocument InEpoch(long epoch) => new BsonDocument(MongoFeedState.Id).Add(FeedStateFields.Epoch, epoch);

    private static BsonDocument OfPartition(int partition, IReadOnlyCollection<FeedType> types) =>
        new BsonDocument(FeedFields.Partition, (long)partition).AddRange(OfTypes(types));

    private static BsonDocument OfTypes(IReadOnlyCollection<FeedType> types) => types.Distinct().Count() == FeedTypeNames.All.Count
        ? []
        : new BsonDocument(FeedFields.Type, new BsonDocument("$in", new BsonArray(types.Select(FeedTypeNames.NameOf))));

    /// <summary>Without data, once its time is over: also as long as nobody has taken them away.</summary>
    private static FeedEntry AsKept(FeedEntry entry, long floor) => entry.Number > floor ? entry : entry with { Data = string.Empty, IsErased = false };

    private static long NumberOf(MongoRecord<FeedEntry> record) => record.Value?.Number ?? record.Raw!["_id"].ToInt64();

    /// <returns>Whether the feed is as it was decided upon; it has come further then.</returns>
    private async Task<bool> TryMoveOnAsync(IClientSessionHandle session, FeedAppend append, CancellationToken cancellationToken)
    {
        var state = new BsonDocument { { FeedStateFields.Last, append.After + append.Entries.Count }, { FeedStateFields.Source, append.Source.Text } };
        foreach (var entry in append.Entries)
            state[MongoFeedState.HeadOf(entry.Partition)] = entry.Number;
        var seen = InEpoch(append.Epoch).Add(FeedStateFields.Last, append.After);
        return (await store.FeedState.UpdateOneAsync(session, seen, new BsonDocument("$set", state), null, cancellationToken)).MatchedCount == 1;
    }

    private async Task WriteAsync(IClientSessionHandle session, FeedAppend append, CancellationToken cancellationToken)
    {
        if (append.Entries.Count > 0)
            await store.Feed.InsertManyAsync(session, append.Entries, null, cancellationToken);
        if (append.Erasures.Count > 0)
            await MongoUpdateCommand.RunAsync(store.Database, session, MongoSchema.Feed, [.. append.Erasures.Select(Statement)], isOrdered: true, cancellationToken);
    }

    /// <summary>What outlives its time has no data any more, and gets none again.</summary>
    private static BsonDocument Statement(FeedErasure erasure) => MongoUpdateCommand.Statement(
        new BsonDocument { { "_id", erasure.Number }, { FeedFields.Data, new BsonDocument("$gt", string.Empty) } },
        new BsonDocument("$set", new BsonDocument { { FeedFields.Data, erasure.Data }, { FeedFields.IsErased, true } }));

    private async Task<IReadOnlyList<FeedEntry>> ForwardAsync(BsonValue index, BsonDocument which, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<FeedEntry>();
        while (entries.Count < limit)
        {
            var most = limit - entries.Count;
            var filter = new BsonDocument(which).Add("_id", new BsonDocument { { "$gt", after }, { "$lte", upTo } });
            var (found, floor) = await FindAsync(index, filter, MongoReads.ById, most, cancellationToken);
            entries.AddRange(Readable(found));
            entries.RemoveAll(entry => entry.Number <= floor);
            if (found.Count < most)
                break;
            after = Math.Max(NumberOf(found[^1]), floor);
        }

        return entries;
    }

    /// <summary>What is found along an index, which is named because each of them begins or ends with the number, and the floor after that.</summary>
    private async Task<(List<MongoRecord<FeedEntry>> Found, long Floor)> FindAsync(
        BsonValue index, BsonDocument filter, BsonDocument order, int limit, CancellationToken cancellationToken)
    {
        var options = MongoReads.InOneBatch(limit);
        options.Hint = index;
        var found = await store.Feed.AsOfOneMoment().Find(filter, options).AsRecords().Sort(order).Limit(limit).ToListAsync(cancellationToken).OrUnavailable();
        return (found, (await ReadStateAsync(cancellationToken)).Floor);
    }

    private IEnumerable<FeedEntry> Readable(List<MongoRecord<FeedEntry>> found)
    {
        foreach (var record in found)
        {
            if (record.Value is { } entry)
                yield return entry;
            else
                unreadable.Report($"event {record.Raw!.IdText()}", record.Failure);
        }
    }
}
