using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Limit;

/// <summary>What most programs would do: a transaction for each send, repeated as long as it conflicts.</summary>
internal sealed class MongoNaiveStore(string uri) : IStore
{
    private readonly MongoConnection mongo = new(uri);

    public async ValueTask<long> AppendAsync(NewMessage message)
    {
        using var session = await mongo.Client.StartSessionAsync();
        while (true)
        {
            try
            {
                session.StartTransaction(MongoConnection.Durable);
                var chat = await mongo.Chats.FindOneAndUpdateAsync<BsonDocument>(
                    session,
                    Builders<BsonDocument>.Filter.Eq("_id", ObjectId.Parse(message.ChatId)),
                    Builders<BsonDocument>.Update.Inc("lastSequence", 1L),
                    new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After });
                message.Sequence = chat["lastSequence"].ToInt64();
                await mongo.Messages.InsertOneAsync(session, MongoConnection.Document(message));
                await session.CommitTransactionAsync();
                return message.Sequence;
            }
            catch (MongoException exception) when (exception.HasErrorLabel("TransientTransactionError"))
            {
                if (session.IsInTransaction)
                    await session.AbortTransactionAsync();
            }
        }
    }
}
