using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

/// <summary>A list of a snapshot: documents of one collection, in one order.</summary>
/// <param name="openSession">Begins a session at the snapshot's time.</param>
/// <param name="collection">Where they are.</param>
/// <param name="filter">Which of them.</param>
/// <param name="order">What is not in the order of an index is sorted by the server, on its disk if need be. Null: as they come.</param>
internal sealed class MongoSnapshotList<TDocument, TRead>(
    Func<CancellationToken, Task<IClientSessionHandle>> openSession, IMongoCollection<TDocument> collection, BsonDocument filter, BsonDocument? order)
    where TDocument : class
    where TRead : class
{
    /// <summary>Two batches are held in memory. With those that the server chooses, up to 16 MiB, a few lists at once are much.</summary>
    private static readonly FindOptions Large = new() { AllowDiskUse = true, BatchSize = 4000 };

    private static readonly AggregateOptions LargeOfAll = new() { AllowDiskUse = true, BatchSize = 4000, Hint = new BsonDocument("$natural", 1) };

    /// <summary>What is read of each document; null for the whole.</summary>
    public BsonDocumentProjectionDefinition<TDocument, MongoRecord<TRead>>? Projection { get; init; }

    /// <summary>
    /// Whether all documents are gone through as they lie, and just what is read of those that are wanted is sorted. For few of them, or little of each:
    /// along an index that has the order, each document of the collection would be looked up.
    /// </summary>
    public bool GoesThroughAll { get; init; }

    /// <summary>Names a document that can't be read.</summary>
    public required Func<BsonDocument, string> NameOf { get; init; }

    /// <exception cref="StoreUnavailableException">The server did not answer, or no longer keeps the moment.</exception>
    public async IAsyncEnumerable<SnapshotRecord<T>> ReadAsync<T>(Func<TRead, T> convert, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var session = await openSession(cancellationToken);
        using var cursor = await WithoutOutageAsync(() => OpenAsync(session, cancellationToken));
        var next = MoveAsync(cursor, cancellationToken);
        try
        {
            while (await next is { } batch)
            {
                // The server reads on, and the driver decodes, while this batch is looked at.
                next = MoveAsync(cursor, cancellationToken);
                foreach (var record in batch)
                    yield return Read(record, convert);
            }
        }
        finally
        {
            // The cursor is in use until then, also where nobody wants the rest.
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private Task<IAsyncCursor<MongoRecord<TRead>>> OpenAsync(IClientSessionHandle session, CancellationToken cancellationToken)
    {
        if (GoesThroughAll)
            return collection.AggregateAsync(session, Pipeline(), LargeOfAll, cancellationToken);
        var find = collection.Find(session, filter, Large).Sort(order);
        var records = Projection is { } projection ? find.Project(projection) : find.As<MongoRecord<TRead>>();
        return records.ToCursorAsync(cancellationToken);
    }

    private PipelineDefinition<TDocument, MongoRecord<TRead>> Pipeline()
    {
        BsonDocument[] stages = [new("$match", filter), new("$sort", order)];
        return Projection is { } projection
            ? PipelineDefinition<TDocument, MongoRecord<TRead>>.Create([stages[0], new("$project", projection.Document), stages[1]], projection.ProjectionSerializer)
            : PipelineDefinition<TDocument, MongoRecord<TRead>>.Create(stages);
    }

    private static async Task<IEnumerable<MongoRecord<TRead>>?> MoveAsync(IAsyncCursor<MongoRecord<TRead>> cursor, CancellationToken cancellationToken) =>
        await WithoutOutageAsync(() => cursor.MoveNextAsync(cancellationToken)) ? cursor.Current : null;

    /// <summary>Unlike a request's reads, these may take their time: a sort of a large collection does.</summary>
    private static async Task<T> WithoutOutageAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private SnapshotRecord<T> Read<T>(MongoRecord<TRead> record, Func<TRead, T> convert)
    {
        if (record.Value is not { } value)
            return new SnapshotRecord<T>(new UnreadableRecordException(NameOf(record.Raw!), record.Failure));
        try
        {
            return convert(value);
        }
        catch (UnreadableRecordException exception)
        {
            return new SnapshotRecord<T>(exception);
        }
    }
}
