using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Database;

public sealed class MongoFailPointTests(MongoDatabaseFixture database) : IClassFixture<MongoDatabaseFixture>
{
    /// <summary>A server has one such failure. Test classes run at once, and each would put its own in the place of another's.</summary>
    [SkippableFact]
    public async Task Set_WhenAnotherIsOn_ThenItWaitsForThatOnesEnd()
    {
        database.DemandServer();
        var failing = new BsonDocument { { "failCommands", new BsonArray { "ping" } }, { "errorCode", 2 } };
        Task<MongoFailPoint> second;
        await using (await MongoFailPoint.SetAsync(database.Node.Client, "first", "alwaysOn", failing.DeepClone().AsBsonDocument))
        {
            second = MongoFailPoint.SetAsync(database.Node.Client, "second", "alwaysOn", failing);
            // Were it not waiting, it would be on after a single call.
            for (var call = 0; call < 20; call++)
                await AssertFailsAsync("first");
            Assert.False(second.IsCompleted);
        }

        await using (await second)
            await AssertFailsAsync("second");
    }

    private Task AssertFailsAsync(string node) =>
        Assert.ThrowsAsync<MongoCommandException>(() => database.NewNode(node).Client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1)));
}
