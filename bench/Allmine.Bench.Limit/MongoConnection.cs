using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Limit;

/// <summary>A database with the collections that both MongoDB stores use, and the guarantees they ask for.</summary>
internal sealed class MongoConnection
{
    /// <summary>Majority and journal, snapshot reads: nothing acknowledged is ever lost.</summary>
    public static readonly TransactionOptions Durable =
        new(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority.With(journal: true));

    public MongoConnection(string uri)
    {
        var url = MongoUrl.Create(uri);
        Client = new MongoClient(MongoClientSettings.FromUrl(url));
        Database = Client.GetDatabase(url.DatabaseName ?? "allmine_limit");
        Messages = Database.GetCollection<BsonDocument>("messages");
        Chats = Database.GetCollection<BsonDocument>("chats");
        Wallets = Database.GetCollection<BsonDocument>("wallets");
        Ledger = Database.GetCollection<BsonDocument>("ledger");
        Outcomes = Database.GetCollection<BsonDocument>("outcomes");

        // The index makes its collection; the others, too, must be there before the first transaction.
        Messages.Indexes.CreateOne(new CreateIndexModel<BsonDocument>(
            Builders<BsonDocument>.IndexKeys.Ascending("chatId").Ascending("sequence"), new CreateIndexOptions { Unique = true }));
        var known = Database.ListCollectionNames().ToList();
        foreach (var collection in (ReadOnlySpan<IMongoCollection<BsonDocument>>)[Chats, Wallets, Ledger, Outcomes])
        {
            if (!known.Contains(collection.CollectionNamespace.CollectionName))
                Database.CreateCollection(collection.CollectionNamespace.CollectionName);
        }
    }

    public MongoClient Client { get; }

    public IMongoDatabase Database { get; }

    public IMongoCollection<BsonDocument> Messages { get; }

    public IMongoCollection<BsonDocument> Chats { get; }

    public IMongoCollection<BsonDocument> Wallets { get; }

    public IMongoCollection<BsonDocument> Ledger { get; }

    public IMongoCollection<BsonDocument> Outcomes { get; }

    /// <summary>What a key is recorded under: the server refuses a second one.</summary>
    public static BsonDocument OutcomeId(NewMessage message) => new() { { "userId", ObjectId.Parse(message.SenderId) }, { "key", message.Key } };

    /// <summary>What a key has led to.</summary>
    public static BsonDocument Outcome(NewMessage message) => new()
    {
        { "_id", OutcomeId(message) }, { "messageId", ObjectId.Parse(message.Id) }, { "chatId", ObjectId.Parse(message.ChatId) },
    };

    public static BsonDocument Document(NewMessage message)
    {
        var document = new BsonDocument
        {
            { "_id", ObjectId.Parse(message.Id) },
            { "chatId", ObjectId.Parse(message.ChatId) },
            { "sequence", message.Sequence },
            { "senderId", ObjectId.Parse(message.SenderId) },
            { "content", message.Content, message.Content is not null },
            { "createdAt", new BsonDateTime(message.CreatedAt.ToUnixTimeMilliseconds()) },
        };
        if (message.Transfer is { } transfer)
            document.Add("creditTransfer", new BsonDocument { { "amount", transfer.Amount }, { "recipientId", ObjectId.Parse(transfer.RecipientId) } });
        return document;
    }
}
