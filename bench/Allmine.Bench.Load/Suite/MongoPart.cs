namespace Allmine.Bench.Load.Suite;

/// <summary>
/// The service on MongoDB beside its limits. All programs of a round are started afresh and stay; each load is given to one
/// after the other, so that what is compared was measured within seconds. The order changes from round to round.
/// </summary>
internal sealed class MongoPart(Workbench bench, MongoBenchServer mongo)
{
    private const string Limit = MongoContenders.Limit;
    private const string Naive = MongoContenders.Naive;
    private const string Service = MongoContenders.ServiceName;
    private const string OneOfTwo = "service/mongodb, one node";
    private const string TwoNodes = "service/mongodb, two nodes";

    /// <summary>How often in a round one node and two take turns.</summary>
    private const int NodeTurns = 2;

    /// <summary>A node that starts to write alone, or no more alone, has to load again what the other has changed.</summary>
    private const double NodeWarmupSeconds = 3;

    private readonly Measurements measurements = new();
    private readonly List<string> faults = [];
    private (int Chats, int Messages) verified;

    private int ChatCount => bench.Quick ? 2_000 : 10_000;

    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < bench.Rounds; round++)
            await RoundAsync(round, cancellationToken);
        PrintOneNode();
        PrintTwoNodes();
        PrintGoals();
        Console.WriteLine(
            $"\nAfter each load the stored messages were counted and their numbers looked at; {verified.Messages} messages of "
            + $"{verified.Chats} chats were read back from the service: {faults.Count} faults.");
        return faults;
    }

    private static string Cell(double figure, string format) => Measurements.Format(figure, format);

    private async Task RoundAsync(int round, CancellationToken cancellationToken)
    {
        Workbench.Say($"round {round + 1}");
        using var contenders = await MongoContenders.StartAsync(
            bench, program => StartAsync(program, cancellationToken), measurements, faults, cancellationToken);
        await contenders.MeasureAsync(round, Loads(), cancellationToken);

        var service = contenders.Service;
        await contenders.StopAsync(service);
        await service.AddNodeAsync(cancellationToken);
        faults.AddRange(await service.WarmUpAsync(inTurn: true, cancellationToken));
        for (var turn = 0; turn < NodeTurns; turn++)
            await TakeTurnsAsync(contenders, oneFirst: (round + turn) % 2 == 0, cancellationToken);

        var result = await service.ReadBackAsync(cancellationToken);
        verified = (verified.Chats + result.Chats, verified.Messages + result.Messages);
        faults.AddRange(result.Faults);
        await service.StopAsync();
    }

    /// <summary>Gives each of the loads for two nodes to one of them and to both.</summary>
    private async Task TakeTurnsAsync(MongoContenders contenders, bool oneFirst, CancellationToken cancellationToken)
    {
        (string Name, int Count)[] nodes = oneFirst ? [(OneOfTwo, 1), (TwoNodes, 2)] : [(TwoNodes, 2), (OneOfTwo, 1)];
        foreach (var scenario in TwoNodeLoads())
        {
            var longer = scenario with { Plan = scenario.Plan with { WarmupSeconds = bench.Quick ? scenario.Plan.WarmupSeconds : NodeWarmupSeconds } };
            foreach (var (name, count) in nodes)
                await contenders.MeasureAsync(contenders.Service, name, longer, count, cancellationToken);
        }
    }

    private async Task<MongoContender> StartAsync(
        Func<(string Name, string Value), ServerProgram> program, CancellationToken cancellationToken)
    {
        var database = mongo.NewDatabase();
        return await MongoContender.StartAsync(bench, program(database.Setting), database, ChatCount, 1, cancellationToken);
    }

    private Scenario Spread(int connections) => bench.Load(
        $"{connections} connection{(connections == 1 ? "" : "s")}, {ChatCount} chats", connections, ChatCount);

    private Scenario Few => bench.Load("64 connections, 10 chats", 64, 10);

    private Scenario Hot => bench.Load("64 connections, 1 hot chat", 64, 1);

    private (Scenario Scenario, string[] Programs)[] Loads() =>
    [
        (Spread(1), [Limit, Service]),
        (Spread(16), [Limit, Service]),
        (Spread(64), [Naive, Limit, Service]),
        (Spread(256), [Limit, Service]),
        (Hot, [Naive, Limit, Service]),
    ];

    private Scenario[] TwoNodeLoads() => [Spread(64), Few, Hot];

    private double? Ratio(string scenario, string program) => measurements.Has(scenario, program)
        ? measurements.Rate(scenario, Service) / measurements.Rate(scenario, program)
        : null;

    private string RatioCell(string scenario, string program) => Ratio(scenario, program) is { } ratio ? Cell(ratio, "f2") : "";

    private void PrintOneNode()
    {
        Console.WriteLine("\n### MongoDB, one node\n");
        Console.WriteLine($"Medians of {bench.Rounds} interleaved round(s), {Cell(bench.LoadSeconds, "0.#")} s for each load.\n");
        Console.WriteLine("| load | program | sends/s | p50 ms | p99 ms | lowest … highest sends/s | service ÷ limit | service ÷ naive |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (scenario, programs) in Loads())
        {
            foreach (var program in programs)
            {
                string[] ratios = program == Service ? [RatioCell(scenario.Name, Limit), RatioCell(scenario.Name, Naive)] : ["", ""];
                string[] cells = [.. Cells(scenario.Name, program), measurements.Spread(scenario.Name, program), .. ratios];
                Console.WriteLine($"| {string.Join(" | ", cells)} |");
            }
        }
    }

    private void PrintTwoNodes()
    {
        Console.WriteLine("\n### MongoDB, two nodes on one database\n");
        Console.WriteLine("| load | program | sends/s | p50 ms | p99 ms | first node | second node | lowest … highest sends/s | two nodes ÷ one |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var scenario in TwoNodeLoads().Select(load => load.Name))
        {
            foreach (var (name, ratio) in new[] { (OneOfTwo, ""), (TwoNodes, Cell(NodeRatio(scenario), "f2")) })
            {
                string[] cells =
                [
                    .. Cells(scenario, name),
                    Cell(measurements.RateOfNode(scenario, name, 0), "f0"),
                    name == TwoNodes ? Cell(measurements.RateOfNode(scenario, name, 1), "f0") : "",
                    measurements.Spread(scenario, name),
                    ratio,
                ];
                Console.WriteLine($"| {string.Join(" | ", cells)} |");
            }
        }
    }

    private string[] Cells(string scenario, string program) =>
    [
        scenario,
        program,
        Cell(measurements.Rate(scenario, program), "f0"),
        Cell(measurements.P50(scenario, program), "f2"),
        Cell(measurements.P99(scenario, program), "f2"),
    ];

    private double NodeRatio(string scenario) => measurements.Rate(scenario, TwoNodes) / measurements.Rate(scenario, OneOfTwo);

    private void PrintGoals()
    {
        var lone = Spread(1).Name;
        Goals.Print(
        [
            new("64 connections: service ÷ limit", Ratio(Spread(64).Name, Limit)!.Value, 0.85),
            new("256 connections: service ÷ limit", Ratio(Spread(256).Name, Limit)!.Value, 0.85),
            new("1 connection: p50, service ÷ limit", measurements.P50(lone, Service) / measurements.P50(lone, Limit), 1.2, AtMost: true),
            new($"{ChatCount} chats: service ÷ naive", Ratio(Spread(64).Name, Naive)!.Value, 3),
            new("1 hot chat: service ÷ naive", Ratio(Hot.Name, Naive)!.Value, 50),
            .. TwoNodeLoads().Select(load => new Goal($"{load.Name}: two nodes ÷ one", NodeRatio(load.Name), 0.8)),
        ]);
    }
}
