using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>
/// Drops the collections, so that they are made anew. The mark is a document of the collection <c>meta</c>, which stays, and by which the
/// nodes agree: it names the generation of the data, who is about to throw them away, and which nodes have let go of them.
/// </summary>
internal sealed partial class MongoReplacement(
    MongoStore store, MongoStoreKey key, MongoNodeRegistry nodes, MongoSessions sessions, MongoSentChanges sentChanges, TimeProvider time, ILogger<MongoReplacement> logger) : IReplaceableStore
{
    /// <summary>For the other nodes: those that live have let go by then. One that runs an earlier program never says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>A node that has begun and not ended by then is dead, in milliseconds.</summary>
    private const long LongestClosing = 30_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly BsonDocument Mark = new("_id", "development");

    private IMongoCollection<BsonDocument> Meta => store.Database.GetCollection<BsonDocument>(MongoSchema.Meta);

    public async Task MarkIfEmptyAsync(CancellationToken cancellationToken)
    {
        if (await IsMarkedAsync(cancellationToken) || await HasAnyAsync(MongoSchema.Users, cancellationToken) || await HasAnyAsync(MongoSchema.Chats, cancellationToken))
            return;
        try
        {
            await Meta.UpdateOneAsync(
                Mark,
                new BsonDocument("$setOnInsert", new BsonDocument(MetaFields.Generation, ObjectId.GenerateNewId())),
                new UpdateOptions { IsUpsert = true },
                cancellationToken).OrUnavailable();
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            // Another node was ahead.
        }
    }

    public async Task<bool> IsMarkedAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) is not null;

    public async Task<IReadOnlyList<string>> ReadMediaKeysAsync(CancellationToken cancellationToken)
    {
        string[] fields = [MediaFields.Key, MediaFields.ThumbnailKey, FileFields.LaterThumbnailKey];
        var files = await store.Database.GetCollection<BsonDocument>(MongoSchema.Files)
            .Find(new BsonDocument())
            .Project(new BsonDocument(fields.Select(field => new BsonElement(field, 1))))
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return [.. files.SelectMany(file => fields.Select(field => TextAt(file, field))).OfType<string>()];
    }

    public async Task<bool> TryClearAsync(CancellationToken cancellationToken)
    {
        if (!await TryClaimAsync(cancellationToken))
        {
            await UntilOpenAsync(cancellationToken);
            return false;
        }

        await UntilOthersHaveLetGoAsync(cancellationToken);
        await ClearAsync(cancellationToken).OrUnavailable(Patience);
        return true;
    }

    public Task FinishAsync(CancellationToken cancellationToken) => Meta.UpdateOneAsync(
        Mark,
        new BsonDocument
        {
            { "$set", new BsonDocument(MetaFields.Generation, ObjectId.GenerateNewId()) },
            { "$unset", new BsonDocument { { MetaFields.ClosingBy, 1 }, { MetaFields.ClosingAt, 1 }, { MetaFields.LetGo, 1 } } },
        },
        cancellationToken: cancellationToken).OrUnavailable();

    public async Task<ReplacementState> LookAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) is { } mark
        ? new ReplacementState(mark[MetaFields.Generation].ToString(), mark.Contains(MetaFields.ClosingBy))
        : default;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Meta.UpdateOneAsync(
        new BsonDocument(Mark) { { MetaFields.ClosingBy, new BsonDocument("$exists", true) } },
        new BsonDocument("$addToSet", new BsonDocument(MetaFields.LetGo, nodes.Id)),
        cancellationToken: cancellationToken).OrUnavailable();

    public async Task LetGoAsync(CancellationToken cancellationToken)
    {
        while (!sessions.AreFree)
            await Task.Delay(Pause, time, cancellationToken);
        sentChanges.Forget();
    }

    private static string? TextAt(BsonDocument document, string path)
    {
        BsonValue value = document;
        foreach (var name in path.Split('.'))
        {
            if (value is not BsonDocument inner || !inner.TryGetValue(name, out value))
                return null;
        }

        return value.IsString ? value.AsString : null;
    }

    private async Task<BsonDocument?> FindAsync(CancellationToken cancellationToken) => await Meta.Find(Mark).FirstOrDefaultAsync(cancellationToken).OrUnavailable();

    private async Task<bool> HasAnyAsync(string collection, CancellationToken cancellationToken) =>
        await store.Database.GetCollection<BsonDocument>(collection).Find(new BsonDocument()).Limit(1).AnyAsync(cancellationToken).OrUnavailable();

    /// <summary>Of two nodes that begin at once, one is ahead. The time is the server's.</summary>
    /// <exception cref="RefusedException"><c>dev.not_resettable</c>: the user may not write there.</exception>
    private async Task<bool> TryClaimAsync(CancellationToken cancellationToken)
    {
        var isFree = new BsonDocument("$or", new BsonArray
        {
            new BsonDocument(MetaFields.ClosingBy, new BsonDocument("$exists", false)),
            new BsonDocument("$expr", new BsonDocument("$lt", new BsonArray { $"${MetaFields.ClosingAt}", new BsonDocument("$subtract", new BsonArray { "$$NOW", LongestClosing }) })),
        });
        var claim = new BsonDocument
        {
            { "$set", new BsonDocument { { MetaFields.ClosingBy, nodes.Id }, { MetaFields.LetGo, new BsonArray { nodes.Id } } } },
            { "$currentDate", new BsonDocument(MetaFields.ClosingAt, true) },
        };
        try
        {
            return (await Meta.UpdateOneAsync(new BsonDocument(Mark).AddRange(isFree), claim, cancellationToken: cancellationToken).OrUnavailable()).MatchedCount == 1;
        }
        catch (MongoException exception) when (MongoFaults.IsUnauthorized(exception))
        {
            throw new RefusedException(ErrorCode.NotResettable);
        }
    }

    private async Task UntilOthersHaveLetGoAsync(CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < Patience; await Task.Delay(Pause, time, cancellationToken))
        {
            var others = await nodes.OthersAsync(cancellationToken).OrUnavailable();
            var mark = await FindAsync(cancellationToken);
            if (mark is null || others.All(node => mark[MetaFields.LetGo].AsBsonArray.Contains(node.Id)))
                return;
        }

        NotLetGo(logger, Patience.TotalSeconds);
    }

    /// <summary>The other node has as long as it takes, unless it dies. It may be asked again before this one has seen it end, and waits anew for who has let go.</summary>
    private async Task UntilOpenAsync(CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); (await LookAsync(cancellationToken)).IsClosing; await Task.Delay(Pause, time, cancellationToken))
        {
            await AcknowledgeAsync(cancellationToken);
            if (time.GetElapsedTime(since).TotalMilliseconds > LongestClosing)
                throw new StoreUnavailableException();
        }
    }

    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        // What the nodes need to agree stays, and what is not the service's.
        foreach (var name in MongoSchema.Collections.Select(schema => schema.Name).Where(name => name is not (MongoSchema.Meta or MongoSchema.Nodes)))
            await store.Database.DropCollectionAsync(name, cancellationToken);
        await key.RenewAsync(cancellationToken);
        // So that the initializer makes everything.
        await Meta.DeleteOneAsync(MongoSchema.VersionDocument, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another node has not let go of the data within {Seconds} s; they are replaced all the same. It hangs, or runs an earlier program")]
    private static partial void NotLetGo(ILogger logger, double seconds);
}
