using System.Globalization;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// The service beside its limits: in each round every program is started afresh and gets the same loads; the order changes
/// from round to round, so that a machine that slows down does not slow down always the same one.
/// </summary>
internal sealed class ThroughputPart(Workbench bench, string title, ServerProgram[] programs)
{
    private readonly Measurements measurements = new();
    private readonly List<string> faults = [];
    private (int Chats, int Messages) verified;

    private int ChatCount => bench.Quick ? 2_000 : 10_000;

    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < bench.Rounds; round++)
        {
            for (var i = 0; i < programs.Length; i++)
                await MeasureAsync(programs[(round + i) % programs.Length], round, cancellationToken);
        }

        Print();
        return faults;
    }

    private Scenario[] Scenarios()
    {
        var (warmup, seconds) = bench.Quick ? (3, 3) : (6, 10);
        return
        [
            new($"64 connections, {ChatCount} chats", new LoadPlan { WarmupSeconds = warmup, Seconds = seconds, Chats = ChatCount }),
            new($"1 connection, {ChatCount} chats", new LoadPlan
            {
                Connections = 1, WarmupSeconds = warmup / 3.0, Seconds = seconds / 2.0, Chats = ChatCount,
            }),
            new("64 connections, 1 hot chat", new LoadPlan { WarmupSeconds = warmup / 3.0, Seconds = seconds, Chats = 1 }),
        ];
    }

    private async Task MeasureAsync(ServerProgram program, int round, CancellationToken cancellationToken)
    {
        using var server = ServerProcess.Launch(program, bench.NewFolder(), bench.Settled);
        await server.WaitUntilListeningAsync(cancellationToken);
        using var preparation = new Preparation(server.Url, bench.Tokens);
        var chats = program.IsService
            ? await preparation.CreateAsync(ChatCount, cancellationToken)
            : await preparation.InventAsync(ChatCount, cancellationToken);
        var requests = new RequestSet(server.Url, bench.Tokens, chats, SendKind.Text);
        requests.Make();

        var acknowledged = new List<Acknowledged>();
        foreach (var (name, plan) in Scenarios())
        {
            var result = await new LoadRun([server.Url], chats, requests, plan).RunAsync(cancellationToken);
            server.ThrowIfEnded();
            acknowledged.AddRange(result.Acknowledged);
            measurements.Add(new Measurement(name, program.Name, result.Report));
            faults.AddRange(result.Report.Errors.Select(error => $"{program.Name}, {name}: {error.Value} × {error.Key}"));
            Workbench.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round + 1}, {program.Name}, {name}: {result.Report.PerSecond:f0}/s, p99 {result.Report.P99:f1} ms"));
        }

        if (program.IsService)
        {
            // The hot chat is among the touched ones; a sample of the rest says as much as all of them, in less time.
            var verification = new Verification(server.Url, bench.Tokens, chats);
            await VerifyAsync(verification, acknowledged.Where(message => message.Chat == 0), 0, cancellationToken);
            await VerifyAsync(
                verification, acknowledged.Where(message => message.Chat != 0), bench.VerifyAll ? 0 : 200, cancellationToken);
        }

        await server.StopAsync();
    }

    private async Task VerifyAsync(
        Verification verification, IEnumerable<Acknowledged> acknowledged, int sample, CancellationToken cancellationToken)
    {
        var result = await verification.RunAsync(acknowledged, sample, cancellationToken);
        verified = (verified.Chats + result.Chats, verified.Messages + result.Messages);
        faults.AddRange(result.Faults);
    }

    private void Print()
    {
        Console.WriteLine($"\n### {title}\n");
        Console.WriteLine($"Medians of {bench.Rounds} interleaved round(s).");
        Console.WriteLine("The last column divides the service's sends per second by this program's.\n");
        Console.WriteLine("| load | program | sends/s | p50 ms | p99 ms | lowest … highest sends/s | service ÷ this |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var scenario in Scenarios())
        {
            var service = programs[^1].Name;
            foreach (var program in programs.Select(program => program.Name))
            {
                var rate = measurements.Rate(scenario.Name, program);
                string[] cells =
                [
                    scenario.Name,
                    program,
                    Measurements.Format(rate, "f0"),
                    Measurements.Format(measurements.P50(scenario.Name, program), "f2"),
                    Measurements.Format(measurements.P99(scenario.Name, program), "f2"),
                    measurements.Spread(scenario.Name, program),
                    program == service ? "" : Measurements.Format(measurements.Rate(scenario.Name, service) / rate, "f2"),
                ];
                Console.WriteLine($"| {string.Join(" | ", cells)} |");
            }
        }

        Console.WriteLine(
            $"\nRead back from the service: {verified.Messages} messages of {verified.Chats} chats, {faults.Count} faults.");
    }
}
