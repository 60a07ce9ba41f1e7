using System.Threading.Channels;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Limit;

/// <summary>
/// All messages that wait go into one transaction of three commands: one update for all chats of the round, conditional on
/// the revisions and last numbers held in memory, one insert of the messages, one commit. If there are credit transfers among
/// them, three more: one insert of what their keys have led to, one update for all wallets, conditional on the entries held in
/// memory, and one insert of the ledger entries. The updates are the service's own statements. A used key, which the insert finds
/// out, fails the round.
/// </summary>
internal sealed class MongoRoundStore : IStore
{
    private const int MaxRound = 500;

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
        var chats = new MongoConditionalUpdates("revision", "lastSequence");
        foreach (var (chat, last) in advanced)
            chats.Add(ObjectId.Parse(chat), [held[chat].Revision, held[chat].Last], new("$set", new BsonDocument("lastSequence", last)), isNew: held[chat].Last == 0);
        await UpdateAsync(session, "chats", chats);
        if (wallets.Count > 0)
        {
            var changed = new MongoConditionalUpdates("entries");
            foreach (var (owner, wallet) in wallets)
            {
                var was = heldWallets[owner].Entries;
                var change = new BsonDocument { { "balance", wallet.Balance }, { "entries", wallet.Entries } };
                changed.Add(ObjectId.Parse(owner), [was], new("$set", change), isNew: was == 0);
            }

            await UpdateAsync(session, "wallets", changed);
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

    /// <summary>One update for all documents, by the service's own statements.</summary>
    private async Task UpdateAsync(IClientSessionHandle session, string collection, MongoConditionalUpdates updates)
    {
        if (!await updates.RunAsync(mongo.Database, session, collection, CancellationToken.None))
            throw new MongoException($"One of the {collection} was changed by somebody else.");
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
}
