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

        // The index makes the collection, which must be there before the first transaction.
        Messages.Indexes.CreateOne(new CreateIndexModel<BsonDocument>(
            Builders<BsonDocument>.IndexKeys.Ascending("chatId").Ascending("sequence"), new CreateIndexOptions { Unique = true }));
        if (!Database.ListCollectionNames().ToList().Contains("chats"))
            Database.CreateCollection("chats");
    }

    public MongoClient Client { get; }

    public IMongoDatabase Database { get; }

    public IMongoCollection<BsonDocument> Messages { get; }

    public IMongoCollection<BsonDocument> Chats { get; }

    public static BsonDocument Document(NewMessage message) => new()
    {
        { "_id", ObjectId.Parse(message.Id) },
        { "chatId", ObjectId.Parse(message.ChatId) },
        { "sequence", message.Sequence },
        { "senderId", ObjectId.Parse(message.SenderId) },
        { "content", message.Content },
        { "createdAt", new BsonDateTime(message.CreatedAt.ToUnixTimeMilliseconds()) },
    };
}
