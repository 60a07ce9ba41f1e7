namespace Allmine.Bench.Load.Suite;

/// <summary>The three programs of a round, each on a database of its own. They stay, and each load is given to one after the other.</summary>
internal sealed class MongoContenders : IDisposable
{
    public const string Limit = "limit/mongodb";
    public const string Naive = "limit/mongodb-naive";
    public const string ServiceName = "service/mongodb";

    private readonly MongoContender[] all;
    private readonly Measurements measurements;
    private readonly List<string> faults;

    private MongoContenders(MongoContender[] all, Measurements measurements, List<string> faults) =>
        (this.all, this.measurements, this.faults) = (all, measurements, faults);

    public MongoContender Service => all[^1];

    /// <summary>Starts the programs and uses all of their chats for some seconds.</summary>
    /// <param name="bench">What runs them.</param>
    /// <param name="start">Starts one on a new database.</param>
    /// <param name="measurements">Where to put what is measured.</param>
    /// <param name="faults">Where to put what goes wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<MongoContenders> StartAsync(
        Workbench bench,
        Func<Func<(string Name, string Value), ServerProgram>, Task<MongoContender>> start,
        Measurements measurements,
        List<string> faults,
        CancellationToken cancellationToken)
    {
        var started = new List<MongoContender>();
        try
        {
            started.Add(await start(setting => bench.LimitOn("mongodb-naive", setting)));
            started.Add(await start(setting => bench.LimitOn("mongodb", setting)));
            started.Add(await start(setting => bench.ServiceOn("mongodb", setting)));
            foreach (var contender in started)
                faults.AddRange(await contender.WarmUpAsync(inTurn: contender.Name != Naive, cancellationToken));
            return new MongoContenders([.. started], measurements, faults);
        }
        catch
        {
            started.ForEach(contender => contender.Dispose());
            throw;
        }
    }

    /// <summary>Gives each load to each of its programs, in an order that changes from round to round.</summary>
    public async Task MeasureAsync(int round, (Scenario Scenario, string[] Programs)[] loads, CancellationToken cancellationToken)
    {
        foreach (var (scenario, programs) in loads)
        {
            for (var i = 0; i < all.Length; i++)
            {
                var contender = all[(round + i) % all.Length];
                if (programs.Contains(contender.Name))
                    await MeasureAsync(contender, contender.Name, scenario, nodeCount: 1, cancellationToken);
            }
        }
    }

    /// <summary>Gives a load to so many nodes of one of them, and puts down what they do under a name.</summary>
    public async Task MeasureAsync(
        MongoContender contender, string name, Scenario scenario, int nodeCount, CancellationToken cancellationToken)
    {
        var (report, wrong) = await contender.RunAsync(scenario, nodeCount, cancellationToken);
        measurements.Add(new Measurement(scenario.Name, name, report));
        faults.AddRange(wrong);
    }

    /// <summary>Stops the programs, those that are to go on aside.</summary>
    public async Task StopAsync(params MongoContender[] others)
    {
        foreach (var contender in all.Except(others))
            await contender.StopAsync();
    }

    public void Dispose()
    {
        foreach (var contender in all)
            contender.Dispose();
    }
}
