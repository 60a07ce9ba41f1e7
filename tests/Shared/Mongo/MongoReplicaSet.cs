using MongoDB.Bson;

namespace Allmine.Tests.Mongo;

/// <summary>A replica set of three members, of which any one may be lost. Its elections come soon.</summary>
public sealed class MongoReplicaSet : IDisposable
{
    private const string SetName = "allmine-failover";

    /// <summary>For how long the others wait for a primary that says nothing; 10 seconds if nothing is said.</summary>
    private static readonly TimeSpan ElectionTimeout = TimeSpan.FromSeconds(2);

    private readonly List<Mongod> members;

    private MongoReplicaSet(List<Mongod> members) => this.members = members;

    public string ConnectionString => $"mongodb://{string.Join(',', members.Select(member => member.Address))}/?replicaSet={SetName}";

    public static async Task<MongoReplicaSet> StartAsync()
    {
        var set = new MongoReplicaSet([.. Enumerable.Range(0, 3).Select(_ => Mongod.Start(SetName))]);
        try
        {
            await Task.WhenAll(set.members.Select(member => member.WaitForAsync(hello => hello.Contains("isreplicaset"))));
            var members = set.members.Select((member, i) => new BsonDocument { { "_id", i }, { "host", member.Address } });
            var settings = new BsonDocument
            {
                { "electionTimeoutMillis", (int)ElectionTimeout.TotalMilliseconds },
                { "heartbeatIntervalMillis", (int)ElectionTimeout.TotalMilliseconds / 4 },
            };
            await set.members[0].RunAsync(new BsonDocument(
                "replSetInitiate", new BsonDocument { { "_id", SetName }, { "members", new BsonArray(members) }, { "settings", settings } }));
            await set.WaitUntilWholeAsync();
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every member that runs is the primary or a secondary that can take its place.</summary>
    public Task WaitUntilWholeAsync() => Task.WhenAll(members.Select(member =>
        member.WaitForAsync(hello => hello["isWritablePrimary"].ToBoolean() || (hello["secondary"].ToBoolean() && hello.Contains("primary")))));

    /// <summary>The member that is the primary now.</summary>
    public async Task<Mongod> PrimaryAsync()
    {
        var primary = (await members[0].RunAsync(new BsonDocument("hello", 1)))["primary"].AsString;
        return members.Single(member => member.Address == primary);
    }

    public void Dispose()
    {
        foreach (var member in members)
            member.Dispose();
    }
}
