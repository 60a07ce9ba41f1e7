using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Verify;

/// <summary>Writes an invented ledger into a database whose collections a service has made. Its schemas look at each document.</summary>
internal static class MongoLedgerFill
{
    private const int BatchSize = 2_000;
    private const int BatchesAtOnce = 3;

    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };
    private static readonly BsonBinaryData Fingerprint = new(new byte[32]);

    public static async Task FillAsync(string uri, InventedLedger ledger, CancellationToken cancellationToken)
    {
        var url = new MongoUrl(uri);
        using var client = new MongoClient(url);
        var database = client.GetDatabase(url.DatabaseName);
        foreach (var batch in Enumerable.Range(0, ledger.Users).Chunk(BatchSize))
            await InsertAsync(database, "chats", batch.Select(i => Chat(ledger, i)), cancellationToken);

        var wallets = new Dictionary<int, InventedBooking>();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ledger.Movements(wallets).Chunk(BatchSize), atOnce, async (batch, token) =>
        {
            var messages = batch.Where(movement => !movement.IsGrant).Select(Message).ToList();
            if (messages.Count > 0)
                await InsertAsync(database, "messages", messages, token);
            await InsertAsync(database, "ledger", batch.SelectMany(Entries), token);
            await InsertAsync(database, "outcomes", batch.Select(Outcome), token);
        });
        await InsertAsync(database, "wallets", wallets.Values.Select(Wallet), cancellationToken);
    }

    private static Task InsertAsync(IMongoDatabase database, string collection, IEnumerable<BsonDocument> documents, CancellationToken cancellationToken) =>
        database.GetCollection<BsonDocument>(collection).InsertManyAsync(documents, Unordered, cancellationToken);

    private static BsonDocument Chat(InventedLedger ledger, int chat)
    {
        byte[][] pair = [.. new[] { ledger.User(chat), ledger.User(chat + 1) }.OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
        return new BsonDocument
        {
            { "_id", Id(InventedLedger.Chat(chat)) },
            { "kind", "direct" },
            { "pair", new BsonBinaryData([.. pair.SelectMany(id => id)]) },
            { "revision", 0L },
            { "lastSequence", ledger.LastSequenceOf(chat) },
            { "members", new BsonArray(pair.Select(id => new BsonDocument { { "userId", Id(id) }, { "readUpTo", 0L } })) },
            { "createdAt", InventedLedger.Start },
            { "updatedAt", InventedLedger.Start },
            { "activeHour", InventedLedger.Start },
        };
    }

    private static BsonDocument Message(InventedMovement movement) => new()
    {
        { "_id", Id(movement.Id) },
        { "chatId", Id(InventedLedger.Chat(movement.Chat!.Value)) },
        { "sequence", movement.Sequence },
        { "senderId", Id(movement.From.Owner) },
        { "type", "credit_transfer" },
        { "creditTransfer", new BsonDocument { { "amount", movement.Amount }, { "recipientId", Id(movement.To.Owner) } } },
        { "createdAt", movement.At },
    };

    private static IEnumerable<BsonDocument> Entries(InventedMovement movement)
    {
        var (from, to) = (movement.From.Owner, movement.To.Owner);
        yield return Entry(movement, movement.From, movement.DebitId, movement.IsGrant ? "grant_issued" : "credit_transfer_sent", to);
        yield return Entry(movement, movement.To, movement.CreditId, movement.IsGrant ? "grant" : "credit_transfer_received", movement.IsGrant ? null : from);
    }

    private static BsonDocument Entry(InventedMovement movement, InventedBooking booking, byte[] id, string direction, byte[]? counterparty)
    {
        var entry = new BsonDocument
        {
            { "_id", new BsonDocument { { "ownerId", Id(booking.Owner) }, { "number", booking.Number } } },
            { "entryId", Id(id) },
            { "direction", direction },
            { "amount", movement.Amount },
            { "balanceAfter", booking.BalanceAfter },
        };
        if (counterparty is not null)
            entry.Add("counterpartyId", Id(counterparty));
        if (movement.Chat is { } chat)
            entry.Add("messageId", Id(movement.Id)).Add("chatId", Id(InventedLedger.Chat(chat)));
        else
            entry.Add("grantId", Id(movement.Id));
        return entry.Add("createdAt", movement.At);
    }

    private static BsonDocument Outcome(InventedMovement movement)
    {
        var user = Id(movement.IsGrant ? InventedLedger.SystemOwner : movement.From.Owner);
        var key = new BsonDocument { { "userId", user }, { "key", movement.Key } };
        if (movement.IsGrant)
            key.Add("space", "grants");
        var outcome = new BsonDocument { { "_id", key }, { "fingerprint", Fingerprint }, { "fingerprintVersion", 1L } };
        return movement.Chat is { } chat
            ? outcome.Add("messageId", Id(movement.Id)).Add("chatId", Id(InventedLedger.Chat(chat))).Add("balance", movement.From.BalanceAfter)
            : outcome
                .Add("grant", new BsonDocument { { "id", Id(movement.Id) }, { "recipientId", Id(movement.To.Owner) }, { "amount", movement.Amount } })
                .Add("balance", movement.To.BalanceAfter);
    }

    private static BsonDocument Wallet(InventedBooking last) =>
        new() { { "_id", Id(last.Owner) }, { "balance", last.BalanceAfter }, { "entries", last.Number } };

    private static ObjectId Id(byte[] bytes) => new(bytes);
}
