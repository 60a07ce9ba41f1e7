using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Tests.Mongo;

/// <summary>Makes the server misbehave towards one node, as it can be told to for tests; until disposed.</summary>
internal sealed class MongoFailPoint : IAsyncDisposable
{
    private readonly IMongoDatabase admin;

    private MongoFailPoint(IMongoDatabase admin) => this.admin = admin;

    /// <param name="client">Any client of the server.</param>
    /// <param name="applicationName">The node that suffers.</param>
    /// <param name="mode">How often: <c>alwaysOn</c>, or a document such as <c>{ times: 2 }</c>.</param>
    /// <param name="data">Which commands fail, and how.</param>
    public static async Task<MongoFailPoint> SetAsync(IMongoClient client, string applicationName, BsonValue mode, BsonDocument data)
    {
        var admin = client.GetDatabase("admin");
        try
        {
            await admin.RunCommandAsync<BsonDocument>(new BsonDocument
            {
                { "configureFailPoint", "failCommand" },
                { "mode", mode },
                { "data", data.Add("appName", applicationName) },
            });
        }
        catch (MongoCommandException exception) when (exception.CodeName == "CommandNotFound")
        {
            throw new SkipException("The MongoDB server was started without --setParameter enableTestCommands=1.");
        }

        return new MongoFailPoint(admin);
    }

    public async ValueTask DisposeAsync() =>
        await admin.RunCommandAsync<BsonDocument>(new BsonDocument { { "configureFailPoint", "failCommand" }, { "mode", "off" } });
}
