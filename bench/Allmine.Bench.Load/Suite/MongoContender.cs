using System.Globalization;

namespace Allmine.Bench.Load.Suite;

/// <summary>A program that runs on a database of its own, as one node or more, and takes load after load.</summary>
internal sealed class MongoContender : IDisposable
{
    private readonly Workbench bench;
    private readonly ServerProgram program;
    private readonly MongoBenchDatabase database;
    private readonly DirectChat[] chats;
    private readonly RequestSet requests;
    private readonly List<ServerProcess> nodes;
    private readonly List<Acknowledged> acknowledged = [];

    private MongoContender(Workbench bench, ServerProgram program, MongoBenchDatabase database, ServerProcess node, DirectChat[] chats)
    {
        (this.bench, this.program, this.database, this.chats) = (bench, program, database, chats);
        nodes = [node];
        requests = new RequestSet(node.Url, bench.Tokens, chats, keyed: false);
        requests.Make();
    }

    public string Name => program.Name;

    /// <summary>Starts the program and fills its database.</summary>
    public static async Task<MongoContender> StartAsync(
        Workbench bench, ServerProgram program, MongoBenchDatabase database, int chatCount, int messagesOfEach, CancellationToken cancellationToken)
    {
        var node = ServerProcess.Launch(program, bench.NewFolder(), bench.Settled);
        try
        {
            await node.WaitUntilListeningAsync(cancellationToken);
            var chats = await database.SeedAsync(chatCount, messagesOfEach, cancellationToken);
            return new MongoContender(bench, program, database, node, chats);
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    /// <summary>Starts the program once more, on the same database. Loads are split over all nodes from now on.</summary>
    public async Task AddNodeAsync(CancellationToken cancellationToken)
    {
        nodes.Add(ServerProcess.Launch(program, bench.NewFolder(), bench.Settled));
        await nodes[^1].WaitUntilListeningAsync(cancellationToken);
    }

    /// <summary>Runs a load and looks at the database after it.</summary>
    /// <returns>What was measured, and what is wrong with it.</returns>
    public async Task<(LoadReport Report, IReadOnlyList<string> Faults)> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var result = await new LoadRun([.. nodes.Select(node => node.Url)], chats, requests, scenario.Plan).RunAsync(cancellationToken);
        foreach (var node in nodes)
            node.ThrowIfEnded();
        acknowledged.AddRange(result.Acknowledged);
        var faults = result.Report.Errors.Select(error => $"{error.Value} × {error.Key}").ToList();
        faults.AddRange(await database.CheckAsync(result, cancellationToken));
        Workbench.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} ({nodes.Count}), {scenario.Name}: {result.Report.PerSecond:f0}/s, p50 {result.Report.P50:f2} ms, p99 {result.Report.P99:f2} ms"));
        return (result.Report, [.. faults.Select(fault => $"{Name} ({nodes.Count}), {scenario.Name}: {fault}")]);
    }

    /// <summary>Reads histories back from the service, and looks for the messages that were answered for.</summary>
    public Task<VerificationResult> ReadBackAsync(CancellationToken cancellationToken) =>
        new Verification(nodes[0].Url, bench.Tokens, chats).RunAsync(acknowledged, bench.VerifyAll ? 0 : 200, cancellationToken);

    public Task StopAsync() => Task.WhenAll(nodes.Select(node => node.StopAsync()));

    public void Dispose()
    {
        foreach (var node in nodes)
            node.Dispose();
    }
}
