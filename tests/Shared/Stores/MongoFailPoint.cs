using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Tests.Stores;

/// <summary>
/// Makes the server misbehave towards one node, as it can be told to for tests; until disposed. A server can have one such
/// misbehaviour: whoever comes while it is on waits for its end.
/// </summary>
internal sealed class MongoFailPoint : IAsyncDisposable
{
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly IMongoDatabase admin;

    private MongoFailPoint(IMongoDatabase admin) => this.admin = admin;

    /// <param name="client">Any client of the server.</param>
    /// <param name="applicationName">The node that suffers.</param>
    /// <param name="mode">How often: <c>alwaysOn</c>, or a document such as <c>{ times: 2 }</c>.</param>
    /// <param name="data">Which commands fail, and how.</param>
    public static async Task<MongoFailPoint> SetAsync(IMongoClient client, string applicationName, BsonValue mode, BsonDocument data)
    {
        var admin = client.GetDatabase("admin");
        await Turn.WaitAsync();
        try
        {
            await admin.RunCommandAsync<BsonDocument>(new BsonDocument
            {
                { "configureFailPoint", "failCommand" },
                { "mode", mode },
                { "data", data.Add("appName", applicationName) },
            });
            return new MongoFailPoint(admin);
        }
        catch (Exception exception)
        {
            Turn.Release();
            if (exception is MongoCommandException { CodeName: "CommandNotFound" })
                throw new SkipException("The MongoDB server was started without --setParameter enableTestCommands=1.");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await admin.RunCommandAsync<BsonDocument>(new BsonDocument { { "configureFailPoint", "failCommand" }, { "mode", "off" } });
        }
        finally
        {
            Turn.Release();
        }
    }
}
