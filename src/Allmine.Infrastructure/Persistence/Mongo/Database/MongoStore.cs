using Allmine.Application.Ports.Feed;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Database;

/// <summary>The client of this process, and the collections with the way in which each is read and written.</summary>
internal sealed class MongoStore : IDisposable
{
    /// <summary>What must not be lost: on the disk of most members before it is answered for.</summary>
    private static readonly WriteConcern Durable = WriteConcern.WMajority.With(journal: true);

    /// <summary>Less than <see cref="OperationTimeout"/>, so that the exception says that there was no server.</summary>
    private static readonly TimeSpan ServerSelectionTimeout = TimeSpan.FromSeconds(3);

    static MongoStore() => MongoMappings.Register();

    private MongoStore(MongoClient client, string database)
    {
        Client = client;
        Database = client.GetDatabase(database);
        Users = Database.GetCollection<User>(MongoSchema.Users);
        Chats = Database.GetCollection<Chat>(MongoSchema.Chats);
        ReadMarkers = Database.GetCollection<BsonDocument>(MongoSchema.ReadMarkers);
        Messages = Database.GetCollection<Message>(MongoSchema.Messages);
        Alterations = Database.GetCollection<BsonDocument>(MongoSchema.Alterations);
        ChatSettings = Database.GetCollection<BsonDocument>(MongoSchema.ChatSettings);
        Erasures = Database.GetCollection<BsonDocument>(MongoSchema.Erasures);
        Outcomes = Database.GetCollection<IdempotencyDocument>(MongoSchema.Outcomes);
        Files = Database.GetCollection<UploadedFile>(MongoSchema.Files);
        Wallets = Database.GetCollection<Wallet>(MongoSchema.Wallets);
        Ledger = Database.GetCollection<LedgerEntry>(MongoSchema.Ledger);
        Feed = Database.GetCollection<FeedEntry>(MongoSchema.Feed);
        FeedState = Database.GetCollection<BsonDocument>(MongoSchema.FeedState);
        Leases = Database.GetCollection<BsonDocument>(MongoSchema.Leases);
        Webhooks = Database.GetCollection<BsonDocument>(MongoSchema.Webhooks);
        WebhookShards = Database.GetCollection<BsonDocument>(MongoSchema.WebhookShards);
        WebhookDeliveries = Database.GetCollection<BsonDocument>(MongoSchema.WebhookDeliveries);
        // Of no use after the next beat, and of none after the loss of the server that it was written to.
        Nodes = Database.GetCollection<BsonDocument>(MongoSchema.Nodes).WithWriteConcern(WriteConcern.W1).WithReadConcern(ReadConcern.Local);
    }

    /// <summary>The longest that one call of a port waits for the server.</summary>
    public static TimeSpan OperationTimeout { get; } = TimeSpan.FromSeconds(4);

    /// <summary>For a round's commit. The snapshot makes whoever changed one of its chats meanwhile a conflict.</summary>
    public static TransactionOptions RoundTransaction { get; } = new(ReadConcern.Snapshot, ReadPreference.Primary, Durable);

    public IMongoClient Client { get; }

    public IMongoDatabase Database { get; }

    public IMongoCollection<User> Users { get; }

    public IMongoCollection<Chat> Chats { get; }

    public IMongoCollection<BsonDocument> ReadMarkers { get; }

    public IMongoCollection<Message> Messages { get; }

    public IMongoCollection<BsonDocument> Alterations { get; }

    public IMongoCollection<BsonDocument> ChatSettings { get; }

    public IMongoCollection<BsonDocument> Erasures { get; }

    public IMongoCollection<IdempotencyDocument> Outcomes { get; }

    public IMongoCollection<UploadedFile> Files { get; }

    public IMongoCollection<Wallet> Wallets { get; }

    public IMongoCollection<LedgerEntry> Ledger { get; }

    public IMongoCollection<FeedEntry> Feed { get; }

    public IMongoCollection<BsonDocument> FeedState { get; }

    public IMongoCollection<BsonDocument> Leases { get; }

    public IMongoCollection<BsonDocument> Webhooks { get; }

    public IMongoCollection<BsonDocument> WebhookShards { get; }

    public IMongoCollection<BsonDocument> WebhookDeliveries { get; }

    public IMongoCollection<BsonDocument> Nodes { get; }

    /// <summary>Makes the client; nothing is sent yet.</summary>
    /// <exception cref="StoreSetupException">The connection string isn't one.</exception>
    public static MongoStore Open(MongoStoreOptions options)
    {
        var url = Parse(options.ConnectionString);
        var settings = MongoClientSettings.FromUrl(url);
        settings.ApplicationName ??= "allmine";
        settings.WriteConcern = Durable;
        // From the primary, and only what most members have: no acknowledged write is missed, and none is read that a
        // new primary could take back.
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        settings.RetryReads = true;
        settings.RetryWrites = true;
        settings.ServerSelectionTimeout = ServerSelectionTimeout;
        // How soon a server that was given up is looked at again, and a silent one noticed.
        settings.HeartbeatInterval = TimeSpan.FromSeconds(2);
        settings.HeartbeatTimeout = TimeSpan.FromSeconds(2);
        settings.ConnectTimeout = TimeSpan.FromSeconds(2);
        settings.WaitQueueTimeout = TimeSpan.FromSeconds(2);
        settings.ClusterConfigurator = MongoPoolMetrics.Count;
        options.Configure?.Invoke(settings);
        return new MongoStore(new MongoClient(settings), url.DatabaseName ?? MongoStoreOptions.DefaultDatabase);
    }

    public void Dispose() => Client.Dispose();

    private static MongoUrl Parse(string connectionString)
    {
        try
        {
            return MongoUrl.Create(connectionString);
        }
        catch (MongoConfigurationException exception)
        {
            // The text itself may hold a password.
            throw new StoreSetupException(
                $"The MongoDB connection string is not a valid one: it begins with mongodb:// or mongodb+srv:// and names at least one host (setting {MongoStoreOptions.ConnectionStringSetting}).",
                exception);
        }
    }
}
