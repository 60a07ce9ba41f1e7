using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace Allmine.Stores.Tests.Mongo.Schema;

/// <summary>The roles of docs/data-model.md: what the service needs, and what is said of each right that is missing.</summary>
public sealed class MongoRightsTests
{
    private static readonly IReadOnlyDictionary<string, BsonArray> Documented = DocumentedRoles.In(File.ReadAllText(Documents.PathOf("data-model.md")));

    [Fact]
    public void Roles_WhenTheDocumentHasThem_ThenTheyAllowWhatTheServiceDoesAndNothingElse()
    {
        Assert.Equal(Texts(MongoRights.Store, MongoRights.Nodes), TextsOf(Documented[DocumentedRoles.Service]));
        Assert.Equal(Texts(MongoRights.GridFs), TextsOf(Documented[DocumentedRoles.Files]));
    }

    [Theory]
    [InlineData("""{ "db": "allmine", "collection": "chats" }""", "chats", true)]
    [InlineData("""{ "db": "allmine", "collection": "chat" }""", "chats", false)]
    [InlineData("""{ "db": "another", "collection": "chats" }""", "chats", false)]
    [InlineData("""{ "db": "allmine", "collection": "" }""", "chats", true)]
    [InlineData("""{ "db": "", "collection": "chats" }""", "chats", true)]
    [InlineData("""{ "db": "", "collection": "" }""", "chats", true)]
    [InlineData("""{ "db": "allmine", "collection": "" }""", "", true)]
    [InlineData("""{ "db": "allmine", "collection": "chats" }""", "", false)]
    [InlineData("""{ "anyResource": true }""", "", true)]
    [InlineData("""{ "cluster": true }""", "chats", false)]
    public void Allow_WhenThePrivilegeIsForThatResource_ThenOnlyForWhatItCovers(string resource, string collection, bool expected)
    {
        foreach (var actions in new[] { "find", "anyAction" })
            Assert.Equal(expected, PrivilegesOf(resource, actions).Allow("allmine", new MongoRight("find", collection)));
        Assert.False(PrivilegesOf(resource, "insert").Allow("allmine", new MongoRight("find", collection)));
    }

    [Theory]
    [InlineData("""{ "authInfo": { "authenticatedUsers": [], "authenticatedUserPrivileges": [] } }""")]
    [InlineData("""{ "ok": 1 }""")]
    public void In_WhenNobodyIsLoggedIn_ThenNothingIsKnown(string answer) => Assert.Null(MongoPrivileges.In(BsonDocument.Parse(answer)));

    [SkippableFact]
    public async Task CheckAsync_WhenARightIsMissing_ThenItIsNamedAndLoggedOnce()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await GuardedMongoServer.StartAsync();
        await server.AddRoleAsync("partial", Without(null));
        await server.AddUserAsync("service", "partial");
        using var node = new MongoNode(server.ConnectionStringOf("service"));
        var log = new CapturedLog<MongoStoreStatus>();
        var status = new MongoStoreStatus(node.Get<MongoStore>(), [MongoRights.Store, MongoRights.GridFs], log);
        Assert.True((await CheckAsync()).IsReady);

        foreach (var right in MongoRights.Store.Rights.Concat(MongoRights.GridFs.Rights))
        {
            await server.ChangeRoleAsync("partial", Without(right));
            for (var i = 0; i < 2; i++)
                Assert.Equal([right.In("allmine")], (await CheckAsync()).MissingRights);
            Assert.Equal(LogLevel.Error, log.Lines[^1].Level);
            Assert.Contains(right.In("allmine"), log.Lines[^1].Message, StringComparison.Ordinal);
        }

        Assert.Equal(MongoRights.Store.Rights.Count + MongoRights.GridFs.Rights.Count, log.Lines.Count);
        await server.ChangeRoleAsync("partial", Without(null));
        Assert.Equal(StoreReadiness.Ready, await CheckAsync());

        // A server that stands still is not waited for, and says nothing of rights.
        async Task<StoreReadiness> CheckAsync()
        {
            var readiness = StoreReadiness.Unavailable;
            await Eventually.HoldsAsync(async () => (readiness = await status.CheckAsync(default)) != StoreReadiness.Unavailable);
            return readiness;
        }
    }

    [SkippableFact]
    public async Task Nodes_WhenTheCollectionCantBeUsed_ThenSendsGoOnAndTheLogSaysSoOnce()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await GuardedMongoServer.StartAsync();
        using (var administrator = new MongoNode(server.ConnectionString))
            await administrator.Get<IStoreInitializer>().InitializeAsync(default);
        await server.AddRoleAsync("without-nodes", [.. Documented[DocumentedRoles.Service].Where(privilege => privilege["resource"]["collection"] != MongoSchema.Nodes)]);
        await server.AddUserAsync("service", "without-nodes");
        using var node = new MongoNode(server.ConnectionStringOf("service"));
        await node.Get<IStoreInitializer>().InitializeAsync(default);
        var log = new CapturedLog<MongoNodeKeeper>();
        var keeper = new MongoNodeKeeper(node.Get<MongoNodeRegistry>(), node.Get<MongoSessions>(), TimeProvider.System, log);

        await keeper.StartAsync(default);
        var chat = MongoSamples.Direct();
        Assert.True(await node.Get<IChatRepository>().AddAsync(chat, default));
        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default));
        await keeper.StopAsync(default);

        Assert.Single(log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("be written", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => node.Get<IStoreStatus>().IsReadyAsync(default));
    }

    private static MongoPrivileges PrivilegesOf(string resource, string action) => MongoPrivileges.In(new BsonDocument("authInfo", new BsonDocument
    {
        { "authenticatedUsers", new BsonArray { "somebody" } },
        { "authenticatedUserPrivileges", new BsonArray { new BsonDocument { { "resource", BsonDocument.Parse(resource) }, { "actions", new BsonArray { action } } } } },
    }))!;

    /// <summary>All that the documents name, but for one.</summary>
    private static BsonArray Without(MongoRight? missing)
    {
        var privileges = Documented.Values.SelectMany(role => role).Select(privilege => privilege.DeepClone().AsBsonDocument).ToList();
        if (missing is not null)
        {
            foreach (var privilege in privileges.Where(privilege => privilege["resource"]["collection"] == missing.Collection))
                privilege["actions"].AsBsonArray.Remove(missing.Action);
        }

        return [.. privileges.Where(privilege => privilege["actions"].AsBsonArray.Count > 0)];
    }

    private static IEnumerable<string> Texts(params IEnumerable<MongoRights> rights) =>
        rights.SelectMany(part => part.Rights).Select(right => right.In(DocumentedRoles.Database)).Order();

    private static IEnumerable<string> TextsOf(BsonArray privileges) => privileges
        .SelectMany(privilege => privilege["actions"].AsBsonArray.Select(action => new MongoRight(action.AsString, privilege["resource"]["collection"].AsString)))
        .Select(right => right.In(DocumentedRoles.Database))
        .Order();
}
