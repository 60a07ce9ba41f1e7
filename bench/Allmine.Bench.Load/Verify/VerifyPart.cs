using System.Diagnostics;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Verify;

/// <summary>How long <c>verify-ledger</c> takes for a store with a million ledger entries, and what memory it needs.</summary>
/// <param name="bench">What the parts share.</param>
/// <param name="entries">How many entries there are.</param>
internal sealed class VerifyPart(Workbench bench, int entries)
{
    private const double MostSeconds = 120;

    private readonly InventedLedger ledger = new(entries);
    private readonly List<string> faults = [];
    private readonly List<Goal> goals = [];

    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        await using var mongo = await MongoBenchServer.FindAsync();
        var setting = mongo.NewDatabase().Setting;
        Console.WriteLine($"\n### verify-ledger: {ledger.Entries} ledger entries, {ledger.Transfers} transfers with a key each, {ledger.Users} wallets\n");
        Console.WriteLine("| store | seconds, each run | median | processor seconds of the last run: command | mongod | greatest memory, MiB |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|");
        await MeasureAsync(
            bench.ServiceOn("sqlite"), folder => Task.Run(() => SqliteLedgerFill.Fill(Path.Combine(folder, "allmine.db"), ledger), cancellationToken), () => Task.FromResult(0.0), cancellationToken);
        await MeasureAsync(
            bench.ServiceOn("mongodb", setting), _ => MongoLedgerFill.FillAsync(setting.Value, ledger, cancellationToken), () => mongo.ProcessorSecondsAsync(cancellationToken), cancellationToken);
        Goals.Print(goals);
        return faults;
    }

    private async Task MeasureAsync(ServerProgram program, Func<string, Task> fill, Func<Task<double>> serverSeconds, CancellationToken cancellationToken)
    {
        var folder = bench.NewFolder();
        using (var server = ServerProcess.Launch(program, folder, bench.Settled))
        {
            // It makes the schema before it listens.
            await server.WaitUntilListeningAsync(cancellationToken);
            await server.StopAsync();
        }

        var start = Stopwatch.GetTimestamp();
        await fill(folder);
        Workbench.Say($"{program.Name}: filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:f0} s");

        var command = new LedgerCommand(program, folder, bench.Settled);
        var seconds = new List<double>();
        var ofServer = 0.0;
        for (var round = 0; round < bench.Rounds; round++)
        {
            var before = await serverSeconds();
            start = Stopwatch.GetTimestamp();
            var (transfers, fault) = await command.RunAsync(cancellationToken);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            ofServer = await serverSeconds() - before;
            if (fault is not null || transfers != ledger.Transfers)
                faults.Add($"{program.Name}: {fault ?? $"{transfers} transfers were counted, and there are {ledger.Transfers}"}");
            Workbench.Say($"{program.Name}: verified in {seconds[^1]:f1} s");
        }

        var each = string.Join(", ", seconds.Select(taken => Measurements.Format(taken, "f1")));
        string[] cells =
        [
            program.Name,
            each,
            Measurements.Format(Statistics.Median(seconds), "f1"),
            Measurements.Format(command.ProcessorSeconds, "f1"),
            Measurements.Format(ofServer, "f1"),
            Measurements.Format(command.PeakMegabytes, "f0"),
        ];
        Console.WriteLine($"| {string.Join(" | ", cells)} |");
        goals.Add(new Goal($"{program.Name}: seconds", Statistics.Median(seconds), MostSeconds, AtMost: true));
    }
}
