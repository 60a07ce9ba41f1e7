using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts.Snapshots;
using MongoDB.Bson;

namespace Allmine.Stores.Tests.Mongo.Snapshots;

public sealed class MongoLifeVerificationTests(MongoStoreFixture store) : LifeVerificationContract(store), IClassFixture<MongoStoreFixture>
{
    /// <summary>So a node of an earlier version sends.</summary>
    [SkippableFact]
    public async Task Verify_WhenAMessageDoesNotTellTheChangeThatHasSentIt_ThenTheStoreIsSound()
    {
        await FillAsync();
        await store.ChangeAsync(MongoSchema.Messages, new BsonDocument("_id", new ObjectId(Unaltered.Id.ToBytes())), new BsonDocument("$unset", new BsonDocument("change", 1)));

        await AssertSoundAsync();
    }

    /// <summary>Whatever a field holds, it is a fault of its record alone.</summary>
    [SkippableTheory]
    [InlineData("""{ "kind": "future" }""")]
    [InlineData("""{ "kind": 5 }""")]
    [InlineData("""{ "messageId": "none" }""")]
    [InlineData("""{ "sequence": "4" }""")]
    [InlineData("""{ "replaced": { "version": "1" } }""")]
    public async Task Verify_WhenAnAlterationCantBeRead_ThenItIsNamedAndItsMessageIsLeftAlone(string fields)
    {
        await FillAsync();
        await ChangeLastAsync(fields);

        Assert.StartsWith($"The stored alteration 15 of chat {Credits.ChatId} can't be read: ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Verify_WhenAnAlterationHasNoPlace_ThenItIsNamed()
    {
        await FillAsync();
        await ChangeLastAsync("""{ "lastSequence": "4" }""");

        var report = await VerifyAsync();

        Assert.StartsWith($"The stored alteration 15 of chat {Credits.ChatId} can't be read: ", report.Problems[0], StringComparison.Ordinal);
        Assert.False(report.IsCut);
    }

    /// <summary>Words in whatever form are words.</summary>
    [SkippableTheory]
    [InlineData("""{ "replaced": "words" }""")]
    [InlineData("""{ "replaced": { "content": "words" } }""")]
    [InlineData("""{ "replaced": {} }""")]
    public async Task Verify_WhenSomethingOfAnEarlierVersionIsLeft_ThenItIsNamed(string fields)
    {
        await FillAsync();
        await ChangeAsync(6, fields);

        Assert.Equal(
            $"The alteration 6 of chat {Credits.ChatId} still has words of the deleted message {Deleted.Id}.", Assert.Single((await VerifyAsync()).Problems));
    }

    [SkippableTheory]
    [InlineData("""{ "life": "none" }""")]
    [InlineData("""{ "life": {} }""")]
    [InlineData("""{ "life.change": "15" }""")]
    [InlineData("""{ "change": "14" }""")]
    public async Task Verify_WhenTheLifeOfAMessageCantBeRead_ThenTheMessageIsNamed(string fields)
    {
        await FillAsync();
        await store.ChangeAsync(MongoSchema.Messages, new BsonDocument("_id", new ObjectId(Shown.Id.ToBytes())), new BsonDocument("$set", BsonDocument.Parse(fields)));

        Assert.StartsWith($"The stored message {Shown.Id} can't be read: ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    private Task ChangeLastAsync(string fields) => ChangeAsync(15, fields);

    private Task ChangeAsync(long change, string fields) =>
        store.ChangeAsync(MongoSchema.Alterations, new BsonDocument("_id.change", change), new BsonDocument("$set", BsonDocument.Parse(fields)));
}
