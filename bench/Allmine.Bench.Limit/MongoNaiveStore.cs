using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Limit;

/// <summary>What most programs would do: a transaction for each send, repeated as long as it conflicts.</summary>
internal sealed class MongoNaiveStore(string uri) : IStore
{
    private readonly MongoConnection mongo = new(uri);

    public bool TakesCredits => true;

    public async ValueTask<long> AppendAsync(NewMessage message)
    {
        using var session = await mongo.Client.StartSessionAsync();
        while (true)
        {
            try
            {
                session.StartTransaction(MongoConnection.Durable);
                var chat = await IncreaseAsync(session, mongo.Chats, message.ChatId, new BsonDocument("lastSequence", 1L));
                message.Sequence = chat["lastSequence"].ToInt64();
                if (message.Transfer is { } transfer)
                {
                    await RecordAsync(session, message);
                    await MoveAsync(session, message, transfer);
                }

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

    private async Task RecordAsync(IClientSessionHandle session, NewMessage message)
    {
        if (await mongo.Outcomes.Find(session, new BsonDocument("_id", MongoConnection.OutcomeId(message))).AnyAsync())
            throw new InvalidOperationException("The key is used.");
        await mongo.Outcomes.InsertOneAsync(session, MongoConnection.Outcome(message));
    }

    private async Task MoveAsync(IClientSessionHandle session, NewMessage message, Transfer transfer)
    {
        var sender = await ChangeAsync(session, message.SenderId, -transfer.Amount);
        var recipient = await ChangeAsync(session, transfer.RecipientId, transfer.Amount);
        await mongo.Ledger.InsertManyAsync(session, LedgerDocuments.Of(message, sender, recipient));
    }

    private async Task<HeldWallet> ChangeAsync(IClientSessionHandle session, string owner, long by)
    {
        var wallet = HeldWallet.Of(await IncreaseAsync(session, mongo.Wallets, owner, new BsonDocument { { "balance", by }, { "entries", 1L } }));
        return wallet.Balance < 0 ? throw new InvalidOperationException("The wallet does not cover the transfer.") : wallet;
    }

    private static Task<BsonDocument> IncreaseAsync(
        IClientSessionHandle session, IMongoCollection<BsonDocument> collection, string id, BsonDocument by) => collection.FindOneAndUpdateAsync<BsonDocument>(
            session,
            Builders<BsonDocument>.Filter.Eq("_id", ObjectId.Parse(id)),
            new BsonDocument("$inc", by),
            new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After });
}
