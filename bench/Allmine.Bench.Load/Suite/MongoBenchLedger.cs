using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Suite;

/// <summary>The wallets of a measured program: filled by grants in the service's document form, and added up after each load.</summary>
internal sealed class MongoBenchLedger
{
    private static readonly ObjectId SystemOwner = ObjectId.Parse("ffffffffffffffffffffffff");
    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };

    private readonly IMongoDatabase database;
    private readonly int grants;

    private MongoBenchLedger(IMongoDatabase database, int grants) => (this.database, this.grants) = (database, grants);

    private IMongoCollection<BsonDocument> Wallets => database.GetCollection<BsonDocument>("wallets");

    private IMongoCollection<BsonDocument> Entries => database.GetCollection<BsonDocument>("ledger");

    /// <summary>Gives each of the users one grant.</summary>
    public static async Task<MongoBenchLedger> SeedAsync(
        IMongoDatabase database, string[] users, long credits, DateTime at, CancellationToken cancellationToken)
    {
        var ledger = new MongoBenchLedger(database, users.Length);
        await ledger.Wallets.InsertManyAsync(
            users.Select(user => Wallet(ObjectId.Parse(user), credits, 1)).Append(Wallet(SystemOwner, -credits * users.Length, users.Length)),
            Unordered,
            cancellationToken);
        foreach (var batch in Enumerable.Range(0, users.Length).Chunk(2_500))
            await ledger.Entries.InsertManyAsync(batch.SelectMany(i => Grant(ObjectId.Parse(users[i]), i + 1, credits, at)), Unordered, cancellationToken);
        return ledger;
    }

    /// <summary>
    /// All wallets add up to zero, each holds what its entries add up to and counts as many as it has, and there are two
    /// entries for each message that moves credits.
    /// </summary>
    /// <returns>What is wrong; empty if all is well.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var wallets = (await Wallets.Find(new BsonDocument()).ToListAsync(cancellationToken)).ToDictionary(wallet => wallet["_id"].AsObjectId);
        var sum = wallets.Values.Sum(wallet => wallet["balance"].ToInt64());
        if (sum != 0)
            faults.Add($"all wallets add up to {sum}");

        var debits = new BsonDocument("$in", new BsonArray { "$direction", new BsonArray { "credit_transfer_sent", "grant_issued" } });
        var change = new BsonDocument("$cond", new BsonArray { debits, new BsonDocument("$multiply", new BsonArray { "$amount", -1L }), "$amount" });
        var booked = await Entries.Aggregate()
            .Group<BsonDocument>(new BsonDocument
            {
                { "_id", "$_id.ownerId" },
                { "balance", new BsonDocument("$sum", change) },
                { "entries", new BsonDocument("$sum", 1) },
                { "last", new BsonDocument("$max", "$_id.number") },
            })
            .ToListAsync(cancellationToken);
        foreach (var owner in booked)
        {
            var (balance, entries) = (owner["balance"].ToInt64(), owner["entries"].ToInt64());
            if (!wallets.TryGetValue(owner["_id"].AsObjectId, out var wallet)
                || wallet["balance"].ToInt64() != balance || wallet["entries"].ToInt64() != entries || owner["last"].ToInt64() != entries)
                faults.Add($"wallet {owner["_id"]}: its {entries} entries up to {owner["last"]} lead to {balance}, and it says {wallet}");
        }

        var transfers = await database.GetCollection<BsonDocument>("messages")
            .CountDocumentsAsync(Builders<BsonDocument>.Filter.Exists("creditTransfer"), cancellationToken: cancellationToken);
        var stored = booked.Sum(owner => owner["entries"].ToInt64());
        if (stored != 2 * (transfers + grants))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{stored} ledger entries, for {transfers} transfers and {grants} grants"));
        return faults;
    }

    private static BsonDocument Wallet(ObjectId owner, long balance, long entries) =>
        new() { { "_id", owner }, { "balance", balance }, { "entries", entries } };

    private static BsonDocument[] Grant(ObjectId user, long number, long credits, DateTime at)
    {
        var grant = ObjectId.GenerateNewId();
        return
        [
            Entry(SystemOwner, number, "grant_issued", credits, -credits * number, grant, at).Add("counterpartyId", user),
            Entry(user, 1, "grant", credits, credits, grant, at),
        ];
    }

    private static BsonDocument Entry(ObjectId owner, long number, string direction, long amount, long balanceAfter, ObjectId grant, DateTime at) => new()
    {
        { "_id", new BsonDocument { { "ownerId", owner }, { "number", number } } },
        { "entryId", ObjectId.GenerateNewId() },
        { "direction", direction },
        { "amount", amount },
        { "balanceAfter", balanceAfter },
        { "grantId", grant },
        { "createdAt", at },
    };
}
