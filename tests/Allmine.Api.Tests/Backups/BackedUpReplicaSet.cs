using Allmine.Api.Tests.Hosting;
using MongoDB.Bson;

namespace Allmine.Api.Tests.Backups;

/// <summary>A replica set: of three members, until it is put back; then of one. What the runbook has mongosh do is done by the driver.</summary>
internal sealed class BackedUpReplicaSet : IBackedUpStore
{
    private const string SetName = "rs0";
    private const string DataFolder = "/var/lib/mongodb";

    private readonly TemporaryFolder folder = new();
    private readonly IReadOnlyList<string> restore = Runbook.LinesUnder("Restore of MongoDB");
    private List<Mongod> members = [];
    private int backups;

    private BackedUpReplicaSet()
    {
    }

    public (string Name, string? Value)[] Settings => [("ConnectionStrings__MongoDB", $"mongodb://{string.Join(',', members.Select(member => member.Address))}/allmine?replicaSet={SetName}")];

    public string Folder => Path.Combine(folder.Path, "data");

    public IReadOnlyList<string> Commands => [.. restore.Skip(3)];

    public static async Task<BackedUpReplicaSet> StartAsync()
    {
        var set = new BackedUpReplicaSet();
        set.members = [.. Enumerable.Range(0, 3).Select(_ => Mongod.Start(SetName))];
        try
        {
            await Task.WhenAll(set.members.Select(member => member.WaitForAsync(hello => hello.Contains("isreplicaset"))));
            var members = set.members.Select((member, i) => new BsonDocument { { "_id", i }, { "host", member.Address }, { "priority", i == 0 ? 2 : 1 } });
            await set.members[0].RunAsync(new BsonDocument("replSetInitiate", new BsonDocument { { "_id", SetName }, { "members", new BsonArray(members) } }));
            await set.members[0].WaitForAsync(hello => hello["isWritablePrimary"].ToBoolean());
            await Task.WhenAll(set.members.Skip(1).Select(member => member.WaitForAsync(hello => hello["secondary"].ToBoolean())));
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Of a secondary, where there is one.</summary>
    public async Task BackUpAsync()
    {
        if (backups++ > 0)
            Directory.Move(Path.Combine(folder.Path, "backup"), Path.Combine(folder.Path, $"backup-{backups}"));
        var member = members[^1];
        var lines = Runbook.LinesUnder("Backup of MongoDB");
        Assert.Equal(3, lines.Count);
        Assert.EndsWith("--eval 'db.fsyncLock()'", lines[0], StringComparison.Ordinal);
        await member.RunAsync(new BsonDocument { { "fsync", 1 }, { "lock", true } });
        await Runbook.RunAsync(In(lines[1], member.Folder), folder.Path);
        Assert.EndsWith("--eval 'db.fsyncUnlock()'", lines[2], StringComparison.Ordinal);
        await member.RunAsync(new BsonDocument("fsyncUnlock", 1));
    }

    public async Task RestoreAsync()
    {
        foreach (var member in members)
            member.Dispose();
        var restored = Mongod.Start(SetName, fill: place =>
        {
            foreach (var line in restore.Take(2))
                Runbook.RunAsync(In(line, place), folder.Path).GetAwaiter().GetResult();
        });
        members = [restored];
        Assert.Equal("rs.reconfig({ _id: \"rs0\", version: 1, members: [{ _id: 0, host: \"db1:27017\" }] }, { force: true })", restore[2]);
        // It knows itself no more among the members of then.
        await restored.WaitForAsync(hello => hello.Contains("setName") || hello.Contains("isreplicaset"));
        var alone = new BsonDocument { { "_id", SetName }, { "version", 1 }, { "members", new BsonArray { new BsonDocument { { "_id", 0 }, { "host", restored.Address } } } } };
        await restored.RunAsync(new BsonDocument { { "replSetReconfig", alone }, { "force", true } });
        await restored.WaitForAsync(hello => hello["isWritablePrimary"].ToBoolean());
    }

    public ValueTask DisposeAsync()
    {
        foreach (var member in members)
            member.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string In(string line, string place) => line.Replace(DataFolder, place, StringComparison.Ordinal);
}
