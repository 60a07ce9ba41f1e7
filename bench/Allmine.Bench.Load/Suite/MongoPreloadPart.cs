namespace Allmine.Bench.Load.Suite;

/// <summary>
/// Whether the service keeps its rate when much is stored: service and limit, each on a database with one message in each
/// chat and on one with a million in all. The four run side by side and take turns.
/// </summary>
internal sealed class MongoPreloadPart(Workbench bench, MongoBenchServer mongo)
{
    private const string Empty = "nearly empty";

    /// <summary>A difference of a tenth is less than what single loads differ by.</summary>
    private const int TurnsOfRound = 3;

    private readonly Measurements measurements = new();
    private readonly List<string> faults = [];

    private int ChatCount => bench.Quick ? 2_000 : 10_000;

    private int MessagesOfEach => bench.Quick ? 25 : 100;

    private string Full => $"{ChatCount * MessagesOfEach} messages";

    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var contenders = new List<(MongoContender Contender, string State)>();
        try
        {
            foreach (var (state, messages) in new[] { (Empty, 1), (Full, MessagesOfEach) })
            {
                contenders.Add((await StartAsync(setting => bench.LimitOn("mongodb", setting), messages, cancellationToken), state));
                contenders.Add((await StartAsync(setting => bench.ServiceOn("mongodb", setting), messages, cancellationToken), state));
                Workbench.Say($"filled: {state}");
            }

            await MeasureAsync(contenders, cancellationToken);
        }
        finally
        {
            foreach (var (contender, _) in contenders)
                contender.Dispose();
        }

        Print();
        return faults;
    }

    private async Task<MongoContender> StartAsync(
        Func<(string Name, string Value), ServerProgram> program, int messages, CancellationToken cancellationToken)
    {
        var database = mongo.NewDatabase();
        return await MongoContender.StartAsync(bench, program(database.Setting), database, ChatCount, messages, cancellationToken);
    }

    private async Task MeasureAsync(List<(MongoContender Contender, string State)> contenders, CancellationToken cancellationToken)
    {
        foreach (var (contender, _) in contenders)
            faults.AddRange(await contender.WarmUpAsync(inTurn: true, cancellationToken));
        for (var turn = 0; turn < bench.Rounds * TurnsOfRound; turn++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var (contender, state) = contenders[(turn + i) % contenders.Count];
                var (report, wrong) = await contender.RunAsync(bench.Load(state, 64, ChatCount), cancellationToken);
                faults.AddRange(wrong);
                measurements.Add(new Measurement(state, contender.Name, report));
            }
        }
    }

    private void Print()
    {
        Console.WriteLine($"\n### MongoDB, 64 connections over {ChatCount} chats, with much stored\n");
        Console.WriteLine("| stored before | program | sends/s | p50 ms | p99 ms | lowest … highest sends/s | full ÷ nearly empty |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var program in new[] { "limit/mongodb", "service/mongodb" })
        {
            foreach (var state in new[] { Empty, Full })
            {
                string[] cells =
                [
                    state,
                    program,
                    Measurements.Format(measurements.Rate(state, program), "f0"),
                    Measurements.Format(measurements.P50(state, program), "f2"),
                    Measurements.Format(measurements.P99(state, program), "f2"),
                    measurements.Spread(state, program),
                    state == Empty ? "" : Measurements.Format(Ratio(program), "f2"),
                ];
                Console.WriteLine($"| {string.Join(" | ", cells)} |");
            }
        }

        Goals.Print([new Goal("service with much stored ÷ nearly empty", Ratio("service/mongodb"), 0.9)]);
    }

    private double Ratio(string program) => measurements.Rate(Full, program) / measurements.Rate(Empty, program);
}
