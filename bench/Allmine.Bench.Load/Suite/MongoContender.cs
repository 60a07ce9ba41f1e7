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

    private MongoContender(
        Workbench bench, ServerProgram program, MongoBenchDatabase database, ServerProcess node, DirectChat[] chats, SendKind kind)
    {
        (this.bench, this.program, this.database, this.chats) = (bench, program, database, chats);
        nodes = [node];
        requests = new RequestSet(node.Url, bench.Tokens, chats, kind);
        requests.Make();
    }

    public string Name => program.Name;

    /// <summary>Starts the program and fills its database, for texts.</summary>
    public static Task<MongoContender> StartAsync(
        Workbench bench, ServerProgram program, MongoBenchDatabase database, int chatCount, int messagesOfEach, CancellationToken cancellationToken) =>
        StartAsync(bench, program, database, DirectChat.Ring(chatCount), messagesOfEach, credits: 0, cancellationToken);

    /// <summary>Starts the program and fills its database, for credits, of which every member has so many.</summary>
    public static Task<MongoContender> StartWithCreditsAsync(
        Workbench bench, ServerProgram program, MongoBenchDatabase database, DirectChat[] chats, long credits, CancellationToken cancellationToken) =>
        StartAsync(bench, program, database, chats, 1, credits, cancellationToken);

    private static async Task<MongoContender> StartAsync(
        Workbench bench, ServerProgram program, MongoBenchDatabase database, DirectChat[] chats, int messagesOfEach, long credits, CancellationToken cancellationToken)
    {
        var node = ServerProcess.Launch(program, bench.NewFolder(), bench.Settled);
        try
        {
            await node.WaitUntilListeningAsync(cancellationToken);
            await database.SeedAsync(chats, messagesOfEach, credits, cancellationToken);
            return new MongoContender(bench, program, database, node, chats, credits > 0 ? SendKind.Transfer : SendKind.Text);
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

    /// <summary>Uses all chats for some seconds, until the JIT has settled.</summary>
    /// <param name="inTurn">Whether each node is to meet each chat and user once before: for programs that keep them in memory.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyList<string>> WarmUpAsync(bool inTurn, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (inTurn)
        {
            var each = new Scenario("each chat once", new LoadPlan { WarmupSeconds = 0, Seconds = 60, Chats = chats.Length, InTurn = true });
            foreach (var node in nodes)
                faults.AddRange((await RunAsync([node], each, cancellationToken)).Faults);
        }

        var all = new LoadPlan { WarmupSeconds = 0, Seconds = bench.Quick ? 2 : 8, Chats = chats.Length };
        return [.. faults, .. (await RunAsync(new Scenario("warm-up", all), cancellationToken)).Faults];
    }

    /// <summary>Runs a load and looks at the database after it.</summary>
    /// <returns>What was measured, and what is wrong with it.</returns>
    public Task<(LoadReport Report, IReadOnlyList<string> Faults)> RunAsync(Scenario scenario, CancellationToken cancellationToken) =>
        RunAsync(scenario, nodes.Count, cancellationToken);

    /// <summary>Runs a load on the first so many of its nodes, while the others have nothing to do, and looks at the database after it.</summary>
    /// <returns>What was measured, and what is wrong with it.</returns>
    public Task<(LoadReport Report, IReadOnlyList<string> Faults)> RunAsync(
        Scenario scenario, int nodeCount, CancellationToken cancellationToken) =>
        RunAsync([.. nodes.Take(nodeCount)], scenario, cancellationToken);

    private async Task<(LoadReport Report, IReadOnlyList<string> Faults)> RunAsync(
        IReadOnlyList<ServerProcess> loaded, Scenario scenario, CancellationToken cancellationToken)
    {
        await database.SettleAsync(cancellationToken);
        var result = await new LoadRun([.. loaded.Select(node => node.Url)], chats, requests, scenario.Plan).RunAsync(cancellationToken);
        foreach (var node in nodes)
            node.ThrowIfEnded();
        acknowledged.AddRange(result.Acknowledged);
        var faults = result.Report.Errors.Select(error => $"{error.Value} × {error.Key}").ToList();
        faults.AddRange(await database.CheckAsync(result, cancellationToken));
        Workbench.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} ({loaded.Count}), {scenario.Name}: {result.Report.PerSecond:f0}/s, p50 {result.Report.P50:f2} ms, p99 {result.Report.P99:f2} ms"));
        return (result.Report, [.. faults.Select(fault => $"{Name} ({loaded.Count}), {scenario.Name}: {fault}")]);
    }

    /// <summary>Reads histories back from the service, and looks for the messages that were answered for.</summary>
    public Task<VerificationResult> ReadBackAsync(CancellationToken cancellationToken) =>
        new Verification(nodes[0].Url, bench.Tokens, chats).RunAsync(acknowledged, bench.VerifyAll ? 0 : 200, cancellationToken);

    /// <summary>Runs the service's <c>verify-ledger</c> on the database.</summary>
    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyList<string>> VerifyLedgerAsync(CancellationToken cancellationToken)
    {
        var (transfers, fault) = await new LedgerCommand(program, bench.NewFolder(), bench.Settled).RunAsync(cancellationToken);
        if (fault is null && transfers < acknowledged.Count)
            fault = $"it counts {transfers} transfers, and {acknowledged.Count} were answered for";
        return fault is null ? [] : [$"{Name}, verify-ledger: {fault}"];
    }

    public Task StopAsync() => Task.WhenAll(nodes.Select(node => node.StopAsync()));

    public void Dispose()
    {
        foreach (var node in nodes)
            node.Dispose();
    }
}
