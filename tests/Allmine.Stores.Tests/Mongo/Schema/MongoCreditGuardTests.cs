using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Users;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Schema;

/// <summary>What the server itself refuses, whatever program asks for it.</summary>
public sealed class MongoCreditGuardTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MongoDatabaseFixture database;

    public MongoCreditGuardTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    [SkippableTheory]
    [InlineData("balance", -1L)]
    [InlineData("balance", Wallet.MaxBalance + 1)]
    [InlineData("balance", "much")]
    [InlineData("entries", 0L)]
    public async Task Wallet_WhenItIsWrong_ThenTheServerRefuses(string field, object value)
    {
        var user = await database.Node.AddUserWithCreditsAsync();
        var wallets = database.Raw.GetCollection<BsonDocument>("wallets");
        var byId = new BsonDocument("_id", new ObjectId(user.ToBytes()));

        var refusal = await Assert.ThrowsAsync<MongoWriteException>(() =>
            wallets.UpdateOneAsync(byId, new BsonDocument("$set", new BsonDocument(field, BsonValue.Create(value)))));

        Assert.Equal(121, refusal.WriteError.Code);
        Assert.Equal(100, (await database.Node.Get<IWalletRepository>().FindAsync(user, default)).Balance);
    }

    [SkippableTheory]
    [InlineData("amount", 0L)]
    [InlineData("balanceAfter", -1L)]
    [InlineData("_id.number", 0L)]
    [InlineData("_id.number", null)]
    [InlineData("_id.ownerId", null)]
    [InlineData("entryId", null)]
    [InlineData("direction", "gift")]
    [InlineData("grantId", null)]
    [InlineData("messageId", "64d15f9e2e6c8f4d5a123456")]
    public async Task Entry_WhenItIsWrong_ThenTheServerRefuses(string field, object? value)
    {
        var user = await database.Node.AddUserWithCreditsAsync();
        var ledger = database.Raw.GetCollection<BsonDocument>("ledger");
        var entry = await ledger.Find(new BsonDocument("_id.ownerId", new ObjectId(user.ToBytes()))).SingleAsync();
        entry["_id"]["number"] = 2L;
        var (changed, name) = field.StartsWith("_id.", StringComparison.Ordinal) ? (entry["_id"].AsBsonDocument, field[4..]) : (entry, field);
        changed.Remove(name);
        if (value is not null)
            changed[name] = BsonValue.Create(value);

        var refusal = await Assert.ThrowsAsync<MongoWriteException>(() => ledger.InsertOneAsync(entry));

        Assert.Equal(121, refusal.WriteError.Code);
    }

    [SkippableFact]
    public async Task Entry_WhenItsNumberIsTaken_ThenTheServerRefuses()
    {
        var user = await database.Node.AddUserWithCreditsAsync();
        var ledger = database.Raw.GetCollection<BsonDocument>("ledger");
        var entry = await ledger.Find(new BsonDocument("_id.ownerId", new ObjectId(user.ToBytes()))).SingleAsync();
        entry["entryId"] = ObjectId.GenerateNewId();

        var refusal = await Assert.ThrowsAsync<MongoWriteException>(() => ledger.InsertOneAsync(entry));

        Assert.Equal(ServerErrorCategory.DuplicateKey, refusal.WriteError.Category);
        Assert.Single(await database.Node.Get<ILedgerRepository>().PageAsync(user, new LedgerWindow(null, null, 10), default));
    }

    [SkippableFact]
    public async Task Record_WhenItIsPermanent_ThenItNeverExpires()
    {
        var user = await database.Node.AddUserWithCreditsAsync();
        var other = MongoSamples.User();
        await database.Node.Get<IUserRepository>().PutAsync(other, default);
        var node = database.Node.NewEngine();
        foreach (var (amount, key) in new[] { (1L, "sent"), (1000L, "refused") })
        {
            var intent = new TransferIntent(
                MongoSamples.NewId<Message>(), user, null, other.Id, amount, Note: null, new IdempotencyKey(user, key), Fingerprint.Of(key));
            await Record.ExceptionAsync(() => node.CommitAsync(intent));
        }

        var stored = await database.Raw.GetCollection<BsonDocument>("outcomes").Find(new BsonDocument("_id.userId", new ObjectId(user.ToBytes()))).ToListAsync();

        Assert.Equal(3, stored.Count);
        Assert.DoesNotContain(stored, record => record.Contains("expiresAt"));
    }
}
