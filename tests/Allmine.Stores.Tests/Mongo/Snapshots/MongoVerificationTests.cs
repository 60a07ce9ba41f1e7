using System.Text;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts.Snapshots;
using MongoDB.Bson;

namespace Allmine.Stores.Tests.Mongo.Snapshots;

public sealed class MongoVerificationTests(MongoStoreFixture store) : VerificationContract(store), IClassFixture<MongoStoreFixture>
{
    /// <summary>Whatever a field holds, it is a fault of its record alone.</summary>
    [SkippableTheory]
    [InlineData("wallets", """{ "balance": "75" }""")]
    [InlineData("wallets", """{ "balance": 75.5 }""")]
    [InlineData("wallets", """{ "balance": { "$numberDouble": "NaN" } }""")]
    [InlineData("wallets", """{ "balance": 1e300 }""")]
    [InlineData("wallets", """{ "balance": { "$numberDecimal": "75" } }""")]
    [InlineData("ledger", """{ "amount": "25" }""")]
    [InlineData("ledger", """{ "entryId": "none" }""")]
    [InlineData("ledger", """{ "createdAt": { "$date": { "$numberLong": "9223372036854775807" } } }""")]
    [InlineData("messages", """{ "creditTransfer": "25" }""")]
    [InlineData("messages", """{ "sequence": "2" }""")]
    [InlineData("messages", """{ "chatId": 5 }""")]
    [InlineData("outcomes", """{ "balance": "75" }""")]
    [InlineData("outcomes", """{ "fingerprintVersion": { "$numberLong": "2" } }""")]
    [InlineData("chats", """{ "lastSequence": [2] }""")]
    public async Task Verify_WhenAFieldIsNoneOfItsSort_ThenTheRecordIsNamed(string collection, string fields)
    {
        await FillAsync();
        await store.ChangeAsync(collection, [], new BsonDocument("$set", BsonDocument.Parse(fields)));

        var report = await VerifyAsync();

        Assert.Contains(report.Problems, fault => fault.StartsWith("The stored ", StringComparison.Ordinal) && fault.Contains(" can't be read: ", StringComparison.Ordinal));
        Assert.False(report.IsCut);
    }

    [SkippableFact]
    public async Task Verify_WhenATextIsNoUtf8_ThenTheRecordIsNamed()
    {
        await FillAsync();
        await store.ChangeAsync(MongoSchema.Messages, new BsonDocument("type", "text"), new BsonDocument("$set", new BsonDocument("content", "@@@@")));
        await store.PatchAsync(MongoSchema.Messages, new BsonDocument("content", "@@@@"), Encoding.ASCII.GetBytes("@@@@"), [0xFF, 0xFE, 0xFF, 0xFE]);

        Assert.StartsWith("The stored message ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }
}
