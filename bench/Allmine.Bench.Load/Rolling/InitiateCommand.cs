using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Rolling;

/// <summary>Makes a replica set of mongods that run, as deploy/mongo-init.js does where there is a mongosh, and waits until it is whole.</summary>
internal static class InitiateCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var (name, hosts) = (arguments.Text("set"), arguments.Text("members").Split(','));
        var members = new BsonArray(hosts.Select((host, i) => new BsonDocument { { "_id", i }, { "host", host } }));
        await CommandAsync(hosts[0], new BsonDocument("replSetInitiate", new BsonDocument { { "_id", name }, { "members", members } }));
        foreach (var host in hosts)
        {
            while (await CommandAsync(host, new BsonDocument("hello", 1)) is var hello && !hello["isWritablePrimary"].ToBoolean() && !hello["secondary"].ToBoolean())
                await Task.Delay(100, cancellationToken);
        }

        return 0;

        async Task<BsonDocument> CommandAsync(string host, BsonDocument command)
        {
            using var client = new MongoClient($"mongodb://{host}/?directConnection=true");
            return await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(command, null, cancellationToken);
        }
    }
}
