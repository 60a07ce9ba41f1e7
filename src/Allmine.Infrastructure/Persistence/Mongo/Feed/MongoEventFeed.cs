using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// A change stream over the collections that events come from. The server gives what most members have, in the order of the
/// commits; the documents of one round come in the order in which the round wrote them. A position is the server's resume
/// token, good on every node for as long as the oplog reaches back to it.
/// </summary>
internal sealed class MongoEventFeed(MongoStore store, MongoMessageChanges messages, MongoChatChanges chatChanges, MongoUserChanges userChanges, UnreadableRecords unreadable) : IEventFeed
{
    /// <summary>The oplog does not reach back any more: CappedPositionLost, InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost.</summary>
    private static readonly HashSet<int> Lost = [136, 260, 280, 286];

    /// <summary>What a server answers that can't serve now, or not this user. Whatever else it says to a token is about the token, and has many numbers.</summary>
    private static readonly HashSet<int> NotOfTheToken = [6, 7, 13, 18, 24, 43, 50, 63, 89, 91, 112, 133, 134, 189, 211, 234, 262, 9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436];

    /// <summary>So many changes come at once, so that a reader holds few of them in memory however fast it reads.</summary>
    private const int BatchSize = 250;

    /// <summary>A position that is older can't be gone on from: whoever was away for so long reads the chats with less work than the oplog.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromHours(1);

    /// <summary>So far apart are nodes and members at most, in what they take for now.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(1);

    /// <summary>
    /// For so long a message that was sent is told as the stream has it: a reader who keeps up reads nothing more for it. One that is told later
    /// may have been deleted meanwhile, and is looked at.
    /// </summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(2);

    private static readonly ClientSessionOptions Plain = new() { CausalConsistency = false };

    /// <summary>Of the chats only what makes or opens them or changes their members or blocks, of alterations those of chats themselves, and the system account's wallet not at all: each round would come with both.</summary>
    private static readonly PipelineDefinition<ChangeStreamDocument<BsonDocument>, MongoRecord<BsonDocument>> Relevant = new BsonDocumentStagePipelineDefinition<ChangeStreamDocument<BsonDocument>, MongoRecord<BsonDocument>>(
    [
        new("$match", new BsonDocument("$or", new BsonArray
        {
            new BsonDocument { { "ns.coll", MongoSchema.Messages }, { "operationType", new BsonDocument("$in", new BsonArray { "insert", StreamChange.Update }) } },
            // Markers of members who come back are removed, which concerns nobody.
            new BsonDocument { { "ns.coll", MongoSchema.ReadMarkers }, { "operationType", Writes }, { "updateDescription.updatedFields", new BsonDocument("$ne", new BsonDocument()) } },
            new BsonDocument { { "ns.coll", MongoSchema.ChatSettings }, { "operationType", Writes } },
            new BsonDocument { { "ns.coll", MongoSchema.Alterations }, { "operationType", "insert" }, { $"fullDocument.{AlterationFields.Kind}", AlterationKindNames.NameOf(AlterationKind.ChatChanged) } },
            new BsonDocument
            {
                { "ns.coll", MongoSchema.Wallets },
                { "operationType", Writes },
                { "documentKey._id", new BsonDocument("$ne", Wallet.SystemOwner.ToObjectId()) },
            },
            new BsonDocument
            {
                { "ns.coll", MongoSchema.Chats },
                {
                    "$or",
                    new BsonArray
                    {
                        new BsonDocument("operationType", new BsonDocument("$in", new BsonArray { "replace", "delete" })),
                        new BsonDocument($"updateDescription.updatedFields.{ChatFields.Revision}", Exists),
                        new BsonDocument($"updateDescription.updatedFields.{ChatFields.CreatedAt}", Exists),
                        new BsonDocument { { "operationType", "insert" }, { $"fullDocument.{ChatFields.UpdatedAt}", new BsonDocument("$gt", new BsonDateTime(0)) } },
                        // Blocks set or taken back later come with the revision.
                        new BsonDocument { { "operationType", "insert" }, { $"fullDocument.{ChatFields.BlockedBy}", Exists } },
                    }
                },
            },
            new BsonDocument
            {
                { "ns.coll", MongoSchema.Users },
                {
                    "$or",
                    new BsonArray
                    {
                        new BsonDocument("operationType", new BsonDocument("$in", new BsonArray { "insert", "replace" })),
                        new BsonDocument($"updateDescription.updatedFields.{UserFields.Username}", Exists),
                        new BsonDocument($"updateDescription.updatedFields.{UserFields.ProfilePhoto}", Exists),
                        new BsonDocument($"updateDescription.updatedFields.{UserFields.Kind}", Exists),
                        new BsonDocument("updateDescription.removedFields", new BsonDocument("$in", new BsonArray { UserFields.ProfilePhoto, UserFields.Kind })),
                    }
                },
            },
            // The person's entry of the two.
            new BsonDocument { { "ns.coll", MongoSchema.Ledger }, { "operationType", "insert" }, { $"fullDocument.{LedgerFields.Direction}", LedgerDirectionNames.Grant } },
        })),
        new("$project", new BsonDocument
        {
            { "operationType", 1 }, { "ns.coll", 1 }, { "documentKey", 1 }, { "fullDocument", 1 }, { "updateDescription.updatedFields", 1 }, { "updateDescription.removedFields", 1 },
        }),
    ],
    new MongoRecordSerializer<BsonDocument>(BsonDocumentSerializer.Instance));

    private static BsonDocument Exists => new("$exists", true);

    private static BsonDocument Writes => new("$in", new BsonArray { "insert", "update", "replace" });

    public int UsualLength => MongoEventPosition.UsualLength;

    public bool IsPosition(string text) => MongoEventPosition.IsPosition(text);

    public bool IsWithinReach(EventPosition position, EventPosition now)
    {
        var age = SecondOf(MongoEventPosition.TimeOf(now)) - SecondOf(MongoEventPosition.TimeOf(position));
        return age <= Reach.TotalSeconds && age >= -Lead.TotalSeconds;
    }

    public async IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var past = after is { } given ? await DemandPastAsync(given, cancellationToken) : 0;
        var start = after switch
        {
            null => new ChangeStreamOptions(),
            { } time when MongoEventPosition.IsTime(time) => From(time),
            { } token => new ChangeStreamOptions { StartAfter = MongoEventPosition.TokenOf(token) },
        };
        await foreach (var item in ReadAsync(start, after, past, cancellationToken))
            yield return item;
    }

    /// <remarks>From when on there is something that records them. How far the server's own record reaches back, it does not tell this user.</remarks>
    public async Task<EventPosition> FindOldestAsync(CancellationToken cancellationToken)
    {
        var version = await WithoutFaultAsync(() => store.Database.GetCollection<BsonDocument>(MongoSchema.Meta)
            .Find(MongoSchema.VersionDocument)
            .FirstOrDefaultAsync(cancellationToken)
            .WaitAsync(MongoStore.OperationTimeout, cancellationToken));
        var since = version?.GetValue(MetaFields.FeedSince, BsonNull.Value) as BsonTimestamp;
        return MongoEventPosition.Before(since ?? new BsonTimestamp((long)await TimeOfStoreAsync(cancellationToken)));
    }

    /// <summary>From the position's time, which the server finds at once. To look for a change itself, and not find it, costs it far more.</summary>
    public async IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var past = await DemandPastAsync(position, cancellationToken);
        await foreach (var item in ReadAsync(From(position), position, past, cancellationToken))
            yield return item;
    }

    /// <summary>Each commit has a time of its own. What has been told up to a later one is whole.</summary>
    private static bool IsOfOneCommit(EventPosition position, EventPosition next) => MongoEventPosition.TimeOf(position) == MongoEventPosition.TimeOf(next);

    private static ChangeStreamOptions From(EventPosition position) => new() { StartAtOperationTime = new BsonTimestamp((long)MongoEventPosition.TimeOf(position)) };

    private static long SecondOf(ulong time) => (long)(time >> 32);

    /// <param name="start">Where to begin.</param>
    /// <param name="after">The same; null for now.</param>
    /// <param name="past">The store's time before the reading began.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async IAsyncEnumerable<FeedItem> ReadAsync(
        ChangeStreamOptions start, EventPosition? after, ulong past, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = new MongoChangeReader(new MongoChatMembers(store, unreadable), messages, chatChanges, userChanges, unreadable);
        // Each answer tells the session the store's time.
        using var session = await store.Client.StartSessionAsync(Plain, cancellationToken);
        using var cursor = await OpenAsync(session, start, after is not null, cancellationToken);
        // The server names no position as long as its first answer, which has changes in it, has not been taken. They come from
        // before the reading began.
        while (after is null && cursor.GetResumeToken() is null)
        {
            if (!await WithoutFaultAsync(() => cursor.MoveNextAsync(cancellationToken)))
                throw new PositionLostException();
        }

        yield return new FeedItem(after ?? MongoEventPosition.Of(cursor.GetResumeToken()));
        while (await WithoutFaultAsync(() => cursor.MoveNextAsync(cancellationToken)))
        {
            var pastUpTo = Math.Max(past, Before(session.OperationTime));
            var batch = cursor.Current.ToList();
            var items = await changes.ReadAsync(batch, pastUpTo, cancellationToken);
            // A server that has more gives a whole batch.
            var isFull = batch.Count >= BatchSize;
            // Without an event for long the position moves on too, so that it does not grow too old.
            var end = MongoEventPosition.Of(cursor.GetResumeToken());
            for (var i = 0; i < items.Count; i++)
                yield return items[i] with { IsAmidCommit = i + 1 < items.Count ? IsOfOneCommit(items[i].Position, items[i + 1].Position) : isFull };
            yield return new FeedItem(end) { IsAmidCommit = isFull };
        }

        // Only the end of the database ends the stream.
        throw new PositionLostException();
    }

    /// <exception cref="PositionLostException">The server can't go on from there: the caller's word may be any.</exception>
    private async Task<IChangeStreamCursor<MongoRecord<BsonDocument>>> OpenAsync(IClientSessionHandle session, ChangeStreamOptions start, bool isPast, CancellationToken cancellationToken)
    {
        start.MaxAwaitTime = TimeSpan.FromSeconds(1);
        start.BatchSize = BatchSize;
        try
        {
            return await WithoutFaultAsync(() => store.Database.WatchAsync(session, Relevant, start, cancellationToken).WaitAsync(MongoStore.OperationTimeout, cancellationToken));
        }
        catch (Exception exception) when (isPast && CommandIn(exception) is { } command && !NotOfTheToken.Contains(command.Code))
        {
            throw new PositionLostException(exception);
        }
    }

    /// <summary>A stream that begins now begins one step after the newest write: such a position was given, too.</summary>
    /// <returns>The store's time.</returns>
    /// <exception cref="PositionLostException">The position is beyond that.</exception>
    private async Task<ulong> DemandPastAsync(EventPosition position, CancellationToken cancellationToken)
    {
        var now = await TimeOfStoreAsync(cancellationToken);
        return MongoEventPosition.TimeOf(position) <= now + 1 ? now : throw new PositionLostException();
    }

    /// <summary>What was sent before this time, as the store tells it, is not of just now any more.</summary>
    private static ulong Before(BsonTimestamp? now) => now is null ? 0 : (ulong)now.Value - ((ulong)JustNow.TotalSeconds << 32);

    /// <summary>
    /// The time of the newest write. A position beyond it was never given by this database; the server would wait in silence
    /// until its clock gets there.
    /// </summary>
    private async Task<ulong> TimeOfStoreAsync(CancellationToken cancellationToken)
    {
        var answer = await WithoutFaultAsync(() => store.Database
            .RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), ReadPreference.Primary, cancellationToken)
            .WaitAsync(MongoStore.OperationTimeout, cancellationToken));
        // The driver compares times as signed numbers, which those after 2038 are not.
        return (ulong)answer["operationTime"].AsBsonTimestamp.Value;
    }

    private static MongoCommandException? CommandIn(Exception exception) =>
        exception as MongoCommandException ?? exception.InnerException as MongoCommandException;

    private static async Task<T> WithoutFaultAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (MongoCommandException exception) when (Lost.Contains(exception.Code))
        {
            throw new PositionLostException(exception);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }
}
