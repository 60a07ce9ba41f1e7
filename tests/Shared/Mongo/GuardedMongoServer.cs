using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Tests.Mongo;

/// <summary>A MongoDB server with access control: a replica set of one member, and an administrator.</summary>
public sealed class GuardedMongoServer : IDisposable
{
    private const string SetName = "allmine-guarded";
    private const string Administrator = "root";
    private const string Password = "a-password-of-the-tests";

    private readonly Mongod mongod;
    private readonly MongoClient client;

    private GuardedMongoServer(Mongod mongod)
    {
        this.mongod = mongod;
        client = new MongoClient(ConnectionStringOf(Administrator));
    }

    /// <summary>Who may do everything, the schema included.</summary>
    public string ConnectionString => ConnectionStringOf(Administrator);

    private IMongoDatabase Roles => client.GetDatabase("admin");

    public IMongoDatabase Database => client.GetDatabase(DocumentedRoles.Database);

    public static async Task<GuardedMongoServer> StartAsync()
    {
        var mongod = Mongod.Start(SetName, isGuarded: true);
        try
        {
            // As long as there is no user, the loopback interface may make the first ones.
            await mongod.WaitForAsync(hello => hello.Contains("isreplicaset"));
            var members = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", mongod.Address } } };
            await mongod.RunAsync(new BsonDocument("replSetInitiate", new BsonDocument { { "_id", SetName }, { "members", members } }));
            await mongod.WaitForAsync(hello => hello["isWritablePrimary"].ToBoolean());
            await mongod.RunAsync(new BsonDocument { { "createUser", Administrator }, { "pwd", Password }, { "roles", new BsonArray { "root" } } });
            return new GuardedMongoServer(mongod);
        }
        catch
        {
            mongod.Dispose();
            throw;
        }
    }

    /// <summary>A user's, with the documents' database.</summary>
    public string ConnectionStringOf(string user) => $"mongodb://{user}:{Password}@{mongod.Address}/{DocumentedRoles.Database}?replicaSet={SetName}&authSource=admin";

    public Task AddRoleAsync(string role, BsonArray privileges) =>
        Roles.RunCommandAsync<BsonDocument>(new BsonDocument { { "createRole", role }, { "privileges", privileges }, { "roles", new BsonArray() } });

    public Task ChangeRoleAsync(string role, BsonArray privileges) =>
        Roles.RunCommandAsync<BsonDocument>(new BsonDocument { { "updateRole", role }, { "privileges", privileges } });

    public Task AddUserAsync(string user, params string[] roles) =>
        Roles.RunCommandAsync<BsonDocument>(new BsonDocument { { "createUser", user }, { "pwd", Password }, { "roles", new BsonArray(roles) } });

    public void Dispose()
    {
        client.Dispose();
        mongod.Dispose();
    }
}
