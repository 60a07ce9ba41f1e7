using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>
/// Makes sure that the server can do transactions, and brings the schema up to date. Every step may be repeated, and done
/// by several nodes at once.
/// </summary>
internal sealed class MongoStoreInitializer(MongoStore store, MongoStoreKey key, MongoNodeKeeper nodes) : IStoreInitializer
{
    private const int NamespaceExists = 48;
    private const int IndexNotFound = 27;
    private const int BackgroundOperationInProgress = 12587;

    /// <summary>For a server that is on its way up, or was stopped for a moment, when the service starts.</summary>
    public static readonly TimeSpan WorthWaiting = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a server keeps the transaction of a node that nobody can end it for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DemandTransactionsAsync(cancellationToken);
            // To change a collection waits for every transaction in it, and holds up whoever comes after: nothing is touched
            // that need not be, or a node that was killed in a round would keep all others from starting.
            if (await StoredVersionAsync(cancellationToken) < MongoSchema.Version)
                await RaiseAsync(cancellationToken);
            // Also where somebody has removed it, so that another one is made.
            await key.EnsureAsync(cancellationToken);
        }
        catch (MongoAuthenticationException exception) when (exception.InnerException is not (MongoConnectionException or TimeoutException))
        {
            throw new StoreSetupException($"MongoDB at {Servers} refused the user or password of the connection string (setting {MongoStoreOptions.ConnectionStringSetting}).", exception);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreSetupException(
                $"No MongoDB server answered at {Servers}: check that it runs, that its replica set is initiated, and that the connection string names that set (setting {MongoStoreOptions.ConnectionStringSetting}).",
                exception)
            {
                WorthWaiting = WorthWaiting,
            };
        }
        catch (MongoException exception)
        {
            throw new StoreSetupException($"MongoDB at {Servers} did not let the schema of database '{DatabaseName}' be created: {exception.Message}", exception);
        }
    }

    private string DatabaseName => store.Database.DatabaseNamespace.DatabaseName;

    private string Servers => string.Join(", ", store.Client.Settings.Servers);

    private async Task DemandTransactionsAsync(CancellationToken cancellationToken)
    {
        var hello = await RunAsync(new BsonDocument("hello", 1), cancellationToken);
        if (!hello.Contains("setName") && hello.GetValue("msg", string.Empty) != "isdbgrid")
        {
            throw new StoreSetupException(
                $"MongoDB at {Servers} is a standalone server, which has no transactions: start it with --replSet and run rs.initiate() once, or name a replica set or a mongos in the connection string (setting {MongoStoreOptions.ConnectionStringSetting}).");
        }
    }

    private async Task RaiseAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Where a node was killed, its transaction is in the way until somebody ends it.
        var watch = nodes.WatchAsync(enough.Token);
        try
        {
            foreach (var schema in MongoSchema.Collections)
                await ApplyAsync(schema, cancellationToken);
            var now = (await RunAsync(new BsonDocument("ping", 1), cancellationToken))["operationTime"].AsBsonTimestamp;
            await RaiseVersionAsync(now, cancellationToken);
        }
        finally
        {
            await enough.CancelAsync();
            await watch;
        }
    }

    private async Task<int> StoredVersionAsync(CancellationToken cancellationToken)
    {
        var document = await store.Database.GetCollection<BsonDocument>(MongoSchema.Meta)
            .Find(MongoSchema.VersionDocument)
            .FirstOrDefaultAsync(cancellationToken);
        return document?[MetaFields.Version].ToInt32() ?? 0;
    }

    /// <param name="now">The store's time: what is written from now on is recorded, however long it takes until somebody does so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Task RaiseVersionAsync(BsonTimestamp now, CancellationToken cancellationToken) =>
        store.Database.GetCollection<BsonDocument>(MongoSchema.Meta).UpdateOneAsync(
            MongoSchema.VersionDocument,
            new BsonDocument { { "$max", new BsonDocument(MetaFields.Version, MongoSchema.Version) }, { "$min", new BsonDocument(MetaFields.FeedSince, now) } },
            new UpdateOptions { IsUpsert = true },
            cancellationToken);

    private async Task ApplyAsync(MongoCollectionSchema schema, CancellationToken cancellationToken)
    {
        var rules = new BsonDocument { { "validator", new BsonDocument("$jsonSchema", schema.JsonSchema) }, { "validationLevel", schema.ToleratesOldFaults ? "moderate" : "strict" } };
        try
        {
            await RunAsync(new BsonDocument("create", schema.Name).AddRange(rules), cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == NamespaceExists)
        {
            await RunAsync(new BsonDocument("collMod", schema.Name).AddRange(rules), cancellationToken);
        }

        // Before the index is built, which would have to follow.
        foreach (var completion in schema.Completions)
            await CompleteAsync(schema.Name, completion, cancellationToken);
        if (schema.Indexes.Count > 0)
            await RunAsync(new BsonDocument { { "createIndexes", schema.Name }, { "indexes", new BsonArray(schema.Indexes) } }, Timeout.InfiniteTimeSpan, cancellationToken);
        foreach (var index in schema.Dropped)
            await DropAsync(schema.Name, index, cancellationToken);
        // Once the old indexes are gone: the new documents are not what those demand.
        foreach (var replacement in schema.Replacements)
            await ReplaceAsync(schema.Name, replacement, cancellationToken);
    }

    private Task CompleteAsync(string collection, MongoBackfill completion, CancellationToken cancellationToken)
    {
        var update = new BsonDocument { { "q", completion.Filter }, { "u", new BsonArray { completion.Stage } }, { "multi", true } };
        return RunAsync(new BsonDocument { { "update", collection }, { "updates", new BsonArray { update } } }, cancellationToken);
    }

    /// <summary>However long it takes: it reads and writes each document of the earlier version.</summary>
    /// <remarks>
    /// By now the validator lets no more of them in, and the primary's newest state is read, as it is for the removal: what is
    /// removed has been replaced.
    /// </remarks>
    private async Task ReplaceAsync(string name, MongoRewrite replacement, CancellationToken cancellationToken)
    {
        var collection = store.Database.GetCollection<BsonDocument>(name).WithReadConcern(ReadConcern.Local);
        var merge = new BsonDocument { { "into", name }, { "whenMatched", "keepExisting" } };
        BsonDocument[] pipeline = [new("$match", replacement.Filter), .. replacement.Stages, new("$merge", merge)];
        await collection.AggregateToCollectionAsync<BsonDocument>(pipeline, null, cancellationToken);
        await collection.DeleteManyAsync(replacement.Filter, cancellationToken);
    }

    private async Task DropAsync(string collection, string index, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(new BsonDocument { { "dropIndexes", collection }, { "index", index } }, cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == IndexNotFound)
        {
            // A new database never had it, or another node was ahead.
        }
    }

    private Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken) => RunAsync(command, Patience, cancellationToken);

    /// <param name="command">What to do.</param>
    /// <param name="patience">How long to wait for the answer. An index over a large collection takes as long as it takes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<BsonDocument> RunAsync(BsonDocument command, TimeSpan patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await store.Database.RunCommandAsync<BsonDocument>(command, ReadPreference.Primary, cancellationToken).WaitAsync(patience, cancellationToken);
            }
            catch (MongoCommandException exception) when (exception.Code == BackgroundOperationInProgress)
            {
                // Another node is building one of the collection's indexes.
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
