namespace Allmine.Bench.Load.Suite;

/// <summary>
/// Credit transfers on MongoDB beside both limits, over many wallets and to one. As in <see cref="MongoPart"/>, the programs
/// of a round stay, each load is given to one after the other, and the order changes from round to round.
/// </summary>
internal sealed class MongoCreditsPart(Workbench bench, MongoBenchServer mongo)
{
    private const string Limit = MongoContenders.Limit;
    private const string Naive = MongoContenders.Naive;
    private const string Service = MongoContenders.ServiceName;

    /// <summary>More than a wallet can lose in a load.</summary>
    private const long Credits = 1_000_000;

    private readonly Measurements measurements = new();
    private readonly List<string> faults = [];
    private int readBack;

    private int ChatCount => bench.Quick ? 2_000 : 10_000;

    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < bench.Rounds; round++)
            await RoundAsync(round, cancellationToken);
        Print();
        PrintGoals();
        Console.WriteLine(
            "\nAfter each load the stored messages and ledger entries were counted, each wallet was held against its entries, and all wallets were added up; "
            + $"verify-ledger ran on the service's store, and {readBack} messages were read back from it: {faults.Count} faults.");
        return faults;
    }

    private async Task RoundAsync(int round, CancellationToken cancellationToken)
    {
        Workbench.Say($"round {round + 1}");
        using var contenders = await MongoContenders.StartAsync(
            bench, program => StartAsync(program, cancellationToken), measurements, faults, cancellationToken);
        await contenders.MeasureAsync(round, Loads(), cancellationToken);

        var result = await contenders.Service.ReadBackAsync(cancellationToken);
        readBack += result.Messages;
        faults.AddRange(result.Faults);
        faults.AddRange(await contenders.Service.VerifyLedgerAsync(cancellationToken));
        await contenders.StopAsync();
    }

    /// <summary>The chats of the ring come first, and then those of the fans.</summary>
    private async Task<MongoContender> StartAsync(
        Func<(string Name, string Value), ServerProgram> program, CancellationToken cancellationToken)
    {
        var database = mongo.NewDatabase();
        DirectChat[] chats = [.. DirectChat.Ring(ChatCount), .. DirectChat.Fans(ChatCount)];
        return await MongoContender.StartWithCreditsAsync(bench, program(database.Setting), database, chats, Credits, cancellationToken);
    }

    private Scenario Lone => bench.Load($"1 connection, {ChatCount} wallets", 1, ChatCount);

    private Scenario Spread => bench.Load($"64 connections, {ChatCount} wallets", 64, ChatCount);

    /// <summary>As many chats and senders as in the spread load, and one recipient.</summary>
    private Scenario Hot
    {
        get
        {
            var load = bench.Load($"64 connections, {ChatCount} wallets to one", 64, ChatCount);
            return load with { Plan = load.Plan with { From = ChatCount, OneWay = true } };
        }
    }

    private (Scenario Scenario, string[] Programs)[] Loads() =>
    [
        (Lone, [Limit, Service]),
        (Spread, [Naive, Limit, Service]),
        (Hot, [Naive, Limit, Service]),
    ];

    private double Ratio(Scenario scenario, string program) =>
        measurements.Rate(scenario.Name, Service) / measurements.Rate(scenario.Name, program);

    private void Print()
    {
        Console.WriteLine("\n### Credit transfers on MongoDB\n");
        Console.WriteLine($"Medians of {bench.Rounds} interleaved round(s), {Measurements.Format(bench.LoadSeconds, "0.#")} s for each load.\n");
        Console.WriteLine("| load | program | transfers/s | p50 ms | p99 ms | lowest … highest transfers/s | service ÷ this |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var (scenario, programs) in Loads())
        {
            foreach (var program in programs)
            {
                string[] cells =
                [
                    scenario.Name,
                    program,
                    Measurements.Format(measurements.Rate(scenario.Name, program), "f0"),
                    Measurements.Format(measurements.P50(scenario.Name, program), "f2"),
                    Measurements.Format(measurements.P99(scenario.Name, program), "f2"),
                    measurements.Spread(scenario.Name, program),
                    program == Service ? "" : Measurements.Format(Ratio(scenario, program), "f2"),
                ];
                Console.WriteLine($"| {string.Join(" | ", cells)} |");
            }
        }
    }

    private void PrintGoals() => Goals.Print(
    [
        new($"{ChatCount} wallets: service ÷ limit", Ratio(Spread, Limit), 0.8),
        new("one recipient: service ÷ limit", Ratio(Hot, Limit), 0.8),
        new($"{ChatCount} wallets: service ÷ naive", Ratio(Spread, Naive), 3.5),
        new("service: one recipient ÷ spread", measurements.Rate(Hot.Name, Service) / measurements.Rate(Spread.Name, Service), 1),
    ]);
}
