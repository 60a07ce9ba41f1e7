using System.Runtime.InteropServices;
using Allmine.Bench.Load.Verify;

namespace Allmine.Bench.Load.Suite;

/// <summary>Runs the parts asked for and prints their tables.</summary>
internal static class SuiteCommand
{
    private const string LoadAverage = "/proc/loadavg";

    public static async Task<int> RunAsync(string part, Arguments arguments, CancellationToken cancellationToken)
    {
        using var bench = new Workbench(arguments);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(TimeSpan.FromMinutes(arguments.Number("minutes", bench.Quick ? 10 : 40)));
        Console.WriteLine(
            $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; "
            + "load and program share the machine.");

        if (File.Exists(LoadAverage))
            Console.WriteLine($"Load average before: {File.ReadAllText(LoadAverage).Split(' ')[0]} (well above 0: others are measured too).");

        var faults = new List<string>();
        if (part is "embedded" or "all")
            faults.AddRange(await Embedded(bench).RunAsync(bounded.Token));
        if (part is "mongodb")
            faults.AddRange(await OnMongoDbAsync(mongo => new MongoPart(bench, mongo).RunAsync(bounded.Token), bounded.Token));
        if (part is "mongodb" or "stored")
            faults.AddRange(await OnMongoDbAsync(mongo => new MongoPreloadPart(bench, mongo).RunAsync(bounded.Token), bounded.Token));
        if (part is "credits")
            faults.AddRange(await OnMongoDbAsync(mongo => new MongoCreditsPart(bench, mongo).RunAsync(bounded.Token), bounded.Token));
        if (part is "updates")
            await UpdatesAsync(bench, bounded.Token);
        if (part is "batches")
            faults.AddRange(await BatchesAsync(bench, arguments, bounded.Token));
        if (part is "depth")
            faults.AddRange(await DepthAsync(bench, bounded.Token));
        if (part is "events")
            faults.AddRange(await EventsAsync(bench, bounded.Token));
        if (part is "verify")
            faults.AddRange(await new VerifyPart(bench, arguments.Number("entries", bench.Quick ? 20_000 : 1_000_000)).RunAsync(bounded.Token));
        if (part is "start" or "all")
            await new StartPart(bench).RunAsync(bounded.Token);
        if (part is "ready")
            await ReadyAsync(bench, bounded.Token);
        if (part is "memory" or "all")
            faults.AddRange(await new MemoryPart(bench).RunAsync(bounded.Token));

        if (faults.Count > 0)
            Console.WriteLine("\n**Something is wrong; these figures can't be believed:**\n");
        foreach (var fault in faults.Take(20))
            Console.WriteLine("- " + fault);
        return faults.Count == 0 ? 0 : 1;
    }

    private static ThroughputPart Embedded(Workbench bench) => new(
        bench, "Embedded store (SQLite)", [bench.LimitOn("none"), bench.LimitOn("sqlite"), bench.ServiceOn("sqlite")]);

    private static async Task<IReadOnlyList<string>> OnMongoDbAsync(
        Func<MongoBenchServer, Task<IReadOnlyList<string>>> part, CancellationToken cancellationToken)
    {
        await using var mongo = await MongoBenchServer.FindAsync();
        var faults = await part(mongo);
        Console.WriteLine("\n" + await mongo.DescribeCacheAsync(cancellationToken));
        return faults;
    }

    private static async Task UpdatesAsync(Workbench bench, CancellationToken cancellationToken)
    {
        await using var mongo = await MongoBenchServer.FindAsync();
        await new UpdatesPart(bench, mongo).RunAsync(cancellationToken);
    }

    private static async Task ReadyAsync(Workbench bench, CancellationToken cancellationToken)
    {
        await new ReadyPart(bench).RunAsync(bench.ServiceOn("sqlite"), cancellationToken);
        await using var mongo = await MongoBenchServer.FindAsync();
        await new ReadyPart(bench).RunAsync(bench.ServiceOn("mongodb", mongo.NewDatabase().Setting), cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(Workbench bench, CancellationToken cancellationToken)
    {
        EventsPart.Begin();
        var embedded = await new EventsPart(bench).RunAsync(bench.ServiceOn("sqlite"), cancellationToken);
        await using var mongo = await MongoBenchServer.FindAsync();
        return [.. embedded, .. await new EventsPart(bench).RunAsync(bench.ServiceOn("mongodb", mongo.NewDatabase().Setting), cancellationToken)];
    }

    private static async Task<IReadOnlyList<string>> BatchesAsync(Workbench bench, Arguments arguments, CancellationToken cancellationToken)
    {
        var (onSqlite, onMongo) = (new BatchesPart(bench), new BatchesPart(bench));
        var faults = await onSqlite.RunAsync(bench.ServiceOn("sqlite"), cancellationToken);
        await using var mongo = await MongoBenchServer.FindAsync();
        faults = [.. faults, .. await onMongo.RunAsync(bench.ServiceOn("mongodb", mongo.NewDatabase().Setting), cancellationToken)];
        if (arguments.Has("svg"))
            await File.WriteAllTextAsync(arguments.Text("svg"), BatchesPicture.Of([("SQLite", onSqlite.Rates), ("MongoDB", onMongo.Rates)]), cancellationToken);
        return faults;
    }

    private static async Task<IReadOnlyList<string>> DepthAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var embedded = await new DepthPart(bench).RunAsync(bench.ServiceOn("sqlite"), cancellationToken);
        await using var mongo = await MongoBenchServer.FindAsync();
        return [.. embedded, .. await new DepthPart(bench).RunAsync(bench.ServiceOn("mongodb", mongo.NewDatabase().Setting), cancellationToken)];
    }
}
