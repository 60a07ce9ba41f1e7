using System.Threading.Channels;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Limit;

/// <summary>
/// All messages that wait go into one transaction of three commands: one update for all chats of the round, conditional on
/// the revisions and last numbers held in memory, one insert of the messages, one commit. If there are credit transfers among
/// them, three more: one insert of what their keys have led to, one update for all wallets, conditional on the entries held in
/// memory, and one insert of the ledger entries. The updates are the same statements as the service's. A used key, which the insert finds out, fails the round.
/// </summary>
internal sealed class MongoRoundStore : IStore
{
    private const int MaxRound = 500;
    private const int CheckedTogetherFrom = 8;

    private readonly MongoConnection mongo;
    private readonly Channel<NewMessage> waiting =
        Channel.CreateUnbounded<NewMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, (long Revision, long Last)> held = [];
    private readonly Dictionary<string, HeldWallet> heldWallets = [];

    public MongoRoundStore(string uri)
    {
        mongo = new MongoConnection(uri);
        _ = Task.Run(WriteAsync);
    }

    public bool TakesCredits => true;

    public ValueTask<long> AppendAsync(NewMessage message)
    {
        waiting.Writer.TryWrite(message);
        return new ValueTask<long>(message.Stored);
    }

    private async Task WriteAsync()
    {
        var round = new List<NewMessage>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (round.Count < MaxRound && waiting.Reader.TryRead(out var message))
                round.Add(message);
            try
            {
                await StoreAsync(round);
                foreach (var message in round)
                    message.Answer();
            }
            catch (Exception exception) when (exception is MongoException or InvalidOperationException)
            {
                // The outcome may be unknown: what is in memory is not relied on any more.
                foreach (var message in round)
                {
                    held.Remove(message.ChatId);
                    heldWallets.Remove(message.SenderId);
                    heldWallets.Remove(message.Transfer?.RecipientId ?? "");
                    message.Fail(exception);
                }
            }

            round.Clear();
        }
    }

    private async Task StoreAsync(List<NewMessage> round)
    {
        await LoadAsync(round);
        var advanced = new Dictionary<string, long>();
        foreach (var message in round)
        {
            message.Sequence = advanced.GetValueOrDefault(message.ChatId, held[message.ChatId].Last) + 1;
            advanced[message.ChatId] = message.Sequence;
        }

        var (wallets, entries) = Book(round);
        using var session = await mongo.Client.StartSessionAsync();
        session.StartTransaction(MongoConnection.Durable);
        await UpdateAsync(session, "chats", ["revision", "lastSequence"], advanced.Select(chat => new Change(
            ObjectId.Parse(chat.Key),
            held[chat.Key].Last == 0,
            [held[chat.Key].Revision, held[chat.Key].Last],
            new BsonDocument("lastSequence", chat.Value))));
        if (wallets.Count > 0)
        {
            await UpdateAsync(session, "wallets", ["entries"], wallets.Select(wallet => new Change(
                ObjectId.Parse(wallet.Key),
                heldWallets[wallet.Key].Entries == 0,
                [heldWallets[wallet.Key].Entries],
                new BsonDocument { { "balance", wallet.Value.Balance }, { "entries", wallet.Value.Entries } })));
        }

        await mongo.Messages.InsertManyAsync(session, round.Select(MongoConnection.Document));
        if (entries.Count > 0)
        {
            await mongo.Ledger.InsertManyAsync(session, entries);
            await mongo.Outcomes.InsertManyAsync(session, round.Where(message => message.Key is not null).Select(MongoConnection.Outcome));
        }

        await session.CommitTransactionAsync();

        foreach (var (chat, last) in advanced)
            held[chat] = (held[chat].Revision, last);
        foreach (var (owner, wallet) in wallets)
            heldWallets[owner] = wallet;
    }

    /// <summary>The wallets as the round leaves them, and its entries in the order of its messages.</summary>
    private (Dictionary<string, HeldWallet> Wallets, List<BsonDocument> Entries) Book(List<NewMessage> round)
    {
        var (wallets, entries) = (new Dictionary<string, HeldWallet>(), new List<BsonDocument>());
        foreach (var message in round)
        {
            if (message.Transfer is not { } transfer)
                continue;
            var sender = Change(message.SenderId, -transfer.Amount);
            var recipient = Change(transfer.RecipientId, transfer.Amount);
            entries.AddRange(LedgerDocuments.Of(message, sender, recipient));
        }

        return (wallets, entries);

        HeldWallet Change(string owner, long by) =>
            wallets[owner] = (wallets.TryGetValue(owner, out var changed) ? changed : heldWallets[owner]).Changed(by);
    }

    /// <summary>
    /// One update for all documents. Known ones are looked at by one statement, and changed by one each that names the
    /// identifier alone; where there are few, or new ones, the condition is in the statement itself.
    /// </summary>
    private async Task UpdateAsync(IClientSessionHandle session, string collection, string[] fields, IEnumerable<Change> changes)
    {
        var all = changes.ToLookup(change => change.IsNew);
        var known = all[false].ToList();
        var together = known.Count >= CheckedTogetherFrom;
        var statements = new BsonArray();
        if (together)
            statements.Add(Check(fields, known));
        foreach (var change in known)
            statements.Add(Statement(together ? new BsonDocument("_id", change.Id) : Condition(fields, change), change.Set));
        foreach (var change in all[true])
            statements.Add(Statement(Condition(fields, change), change.Set).Add("upsert", true));
        var result = await mongo.Database.RunCommandAsync<BsonDocument>(
            session, new BsonDocument { { "update", collection }, { "updates", statements }, { "ordered", false } });
        if (result["n"].ToInt32() != statements.Count + (together ? known.Count - 1 : 0))
            throw new MongoException($"One of the {collection} was changed by somebody else.");
    }

    private static BsonDocument Statement(BsonDocument filter, BsonDocument set) => new() { { "q", filter }, { "u", new BsonDocument("$set", set) } };

    private static BsonDocument Condition(string[] fields, Change change) =>
        new BsonDocument("_id", change.Id).AddRange(fields.Zip(change.Was, (field, was) => new BsonElement(field, was)));

    private static BsonDocument Check(string[] fields, List<Change> changes)
    {
        var ids = new BsonArray(changes.Select(change => change.Id));
        var expected = new BsonDocument("$literal", new BsonArray(changes.Select(change => change.Was)));
        var place = new BsonDocument("$indexOfArray", new BsonArray { new BsonDocument("$literal", ids), "$_id" });
        BsonValue[] both = [new BsonArray(fields.Select(field => $"${field}")), new BsonDocument("$arrayElemAt", new BsonArray { expected, place })];
        var filter = new BsonDocument { { "_id", new BsonDocument("$in", ids) }, { "$expr", new BsonDocument("$eq", new BsonArray(both)) } };
        return Statement(filter, []).Add("multi", true);
    }

    /// <summary>Reads the chats and wallets that are not in memory, all at once; one that does not exist starts at 0.</summary>
    private async Task LoadAsync(List<NewMessage> round)
    {
        var missing = round.Select(message => message.ChatId).Where(chat => !held.ContainsKey(chat)).Distinct().ToList();
        foreach (var chat in missing)
            held[chat] = (0, 0);
        foreach (var chat in await FindAsync(mongo.Chats, missing))
            held[chat["_id"].ToString()!] = (chat["revision"].ToInt64(), chat["lastSequence"].ToInt64());

        var owners = round.Where(message => message.Transfer is not null)
            .SelectMany(message => new[] { message.SenderId, message.Transfer!.RecipientId })
            .Where(owner => !heldWallets.ContainsKey(owner)).Distinct().ToList();
        foreach (var owner in owners)
            heldWallets[owner] = default;
        foreach (var wallet in await FindAsync(mongo.Wallets, owners))
            heldWallets[wallet["_id"].ToString()!] = HeldWallet.Of(wallet);
    }

    private static async Task<List<BsonDocument>> FindAsync(IMongoCollection<BsonDocument> collection, List<string> ids) =>
        ids.Count == 0 ? [] : await collection.Find(Builders<BsonDocument>.Filter.In("_id", ids.Select(ObjectId.Parse))).ToListAsync();

    private readonly record struct Change(ObjectId Id, bool IsNew, BsonArray Was, BsonDocument Set);
}
