using System.Security.Cryptography;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>The key in the collection <c>meta</c>, in a document of its own.</summary>
internal sealed class MongoStoreKey(MongoStore store) : IStoreKey
{
    private static readonly BsonDocument Document = new("_id", "secret");

    private IMongoCollection<BsonDocument> Meta => store.Database.GetCollection<BsonDocument>(MongoSchema.Meta);

    public async Task<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(cancellationToken).WaitAsync(MongoStore.OperationTimeout, cancellationToken)
                ?? throw new InvalidOperationException("The store has no key: it was not initialized.");
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>Makes the key, unless there is one. Of several nodes that do so at once, one is first, and all have its key then.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not null)
            return;
        try
        {
            await Meta.InsertOneAsync(NewDocument(), cancellationToken: cancellationToken);
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            // Another node was ahead. What is read from now on is its key, once most members have it.
        }
    }

    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Meta.ReplaceOneAsync(Document, NewDocument(), new ReplaceOptions { IsUpsert = true }, cancellationToken).WaitAsync(MongoStore.OperationTimeout, cancellationToken);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
        catch (MongoCommandException exception)
        {
            throw new StoreSetupException($"MongoDB did not let the document of the collection '{MongoSchema.Meta}' be replaced, which takes a user with readWrite: {exception.Message}", exception);
        }
    }

    private static BsonDocument NewDocument() =>
        new(Document) { { MetaFields.Key, new BsonBinaryData(RandomNumberGenerator.GetBytes(IStoreKey.Size)) } };

    private async Task<byte[]?> FindAsync(CancellationToken cancellationToken)
    {
        var document = await Meta.Find(Document).FirstOrDefaultAsync(cancellationToken);
        return document?[MetaFields.Key].AsBsonBinaryData.Bytes;
    }
}
