using System.Diagnostics;
using System.Globalization;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Processes;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Faults;

/// <summary>
/// A node killed (SIGKILL) inside a round, on a mongod with its default settings: its transaction is left behind, and soon
/// afterwards every chat takes sends again, at a node beside it and where the restarted one is the only one.
/// ALLMINE_NODE_KILLS says how often; 2 if it says nothing.
/// </summary>
[Collection(nameof(Alone))]
public sealed class KilledNodeTests(ITestOutputHelper output)
{
    private const string KillsVariable = "ALLMINE_NODE_KILLS";
    private const string Setting = "ConnectionStrings__MongoDB";
    private const string Victim = "victim";
    private const int Senders = 64;
    private const int SendsBetweenKills = 200;

    /// <summary>Within this after the kill, or after the restarted node listens, every chat takes sends again.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Where the round is held when its node is killed. The server carries the held command out later, to nobody.</summary>
    private static readonly string[] HeldCommands = ["insert", "update", "commitTransaction"];

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 2;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sends_WhenANodeIsKilledInsideARound_ThenEveryChatTakesSendsAgainAndEachKeyHasOneEffect(bool survivor)
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var folder = new TemporaryFolder();
        using var server = await MongoServer.StartAsync();
        using var client = new MongoClient(server.ConnectionString);
        var admin = client.GetDatabase("admin");
        var victim = await StartAsync(folder, server, Victim);
        var other = survivor ? await StartAsync(folder, server, "survivor") : null;
        var longest = TimeSpan.Zero;
        try
        {
            using var senders = await KeyedSenders.StartAsync(Senders, NodesOf(victim, other));
            for (var kill = 0; kill < Kills; kill++)
            {
                await senders.MoreAsync(SendsBetweenKills, Patience);
                var held = HeldCommands[kill % HeldCommands.Length];
                await HoldRoundAsync(admin, held);
                using var standstill = new Standstill();
                var killed = Stopwatch.GetTimestamp();
                victim.Kill();
                var took = survivor ? await senders.AllTakeSendsAsync(killed, Patience) - standstill.Total : TimeSpan.Zero;
                await victim.DisposeAsync();
                victim = await StartAsync(folder, server, Victim);
                var listens = Stopwatch.GetTimestamp();
                senders.Nodes = [.. NodesOf(victim, other)];
                if (!survivor)
                    took = await senders.AllTakeSendsAsync(killed, Patience) - Stopwatch.GetElapsedTime(killed, listens) - standstill.Total;
                longest = took > longest ? took : longest;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Kill {kill + 1}, held at {held}: every chat takes sends again after {took.TotalSeconds:f2} s (after the restart, where there is no other node); the node was back after {Stopwatch.GetElapsedTime(killed, listens).TotalSeconds:f2} s; the machine stood still for {standstill.Total.TotalSeconds:f2} s; {senders.Count} sends, {senders.Repeats} repeated."));
            }

            await senders.StopAndVerifyAsync();
        }
        finally
        {
            await victim.DisposeAsync();
            if (other is not null)
                await other.DisposeAsync();
        }

        Assert.True(longest < Promised, $"It took {longest.TotalSeconds} s.");
    }

    private static IEnumerable<Uri> NodesOf(ServiceProcess victim, ServiceProcess? other) => other is null ? [victim.Address] : [victim.Address, other.Address];

    /// <summary>Comes back when the next such command of the victim is held by the server, for a moment in which the victim is killed.</summary>
    private static async Task HoldRoundAsync(IMongoDatabase admin, string command)
    {
        var set = await admin.RunCommandAsync<BsonDocument>(new BsonDocument
        {
            { "configureFailPoint", "failCommand" },
            { "mode", new BsonDocument("times", 1) },
            {
                "data",
                new BsonDocument
                {
                    { "failCommands", new BsonArray { command } }, { "appName", Victim }, { "blockConnection", true }, { "blockTimeMS", 500 },
                }
            },
        });
        await admin.RunCommandAsync<BsonDocument>(new BsonDocument
        {
            { "waitForFailPoint", "failCommand" }, { "timesEntered", set["count"].ToInt64() + 1 }, { "maxTimeMS", 20_000 },
        });
    }

    private static Task<ServiceProcess> StartAsync(TemporaryFolder folder, MongoServer server, string applicationName)
    {
        var url = new MongoUrlBuilder(server.ConnectionString) { DatabaseName = "allmine", ApplicationName = applicationName };
        return ServiceProcess.StartAsync(folder.Path, ServiceProcess.WarmsUp, (Setting, url.ToString()));
    }
}
