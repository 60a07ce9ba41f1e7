using System.Diagnostics;
using System.Globalization;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Kill;

/// <summary>
/// Kills the service amid its senders, starts it again, and looks whether anything that it had acknowledged is missing,
/// any number left out, anything there twice.
/// </summary>
internal static class KillCommand
{
    private const int Senders = 64;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        using var bench = new Workbench(arguments);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(TimeSpan.FromMinutes(arguments.Number("minutes", 20)));
        var kills = arguments.Number("kills", 10);
        var seed = arguments.Number("seed", Random.Shared.Next(1_000_000));
        var random = new Random(seed);

        var folder = bench.NewFolder();
        using var store = await KillStore.OpenAsync(arguments.Text("store", "embedded"), bench);
        var program = store.Program;
        Console.WriteLine($"{program.Name}: {kills} kills of {Senders} senders, half of them with keys; seed {seed}");
        var server = await StartAsync(program, folder, bench, 0, bounded.Token);
        try
        {
            using var preparation = new Preparation(server.Url, bench.Tokens);
            var chats = await preparation.CreateAsync(arguments.Number("chats", 500), bounded.Token);
            var history = new KillHistory(chats);
            for (var kill = 1; kill <= kills; kill++)
            {
                var round = new KillRound(
                    server.Url,
                    new RequestSet(server.Url, bench.Tokens, chats, keyed: false),
                    new RequestSet(server.Url, bench.Tokens, chats, keyed: true),
                    chats.Length,
                    (uint)kill);
                var senders = Enumerable.Range(0, Senders).Select(i => Task.Run(() => round.SendAsync(i, bounded.Token))).ToArray();
                var pause = TimeSpan.FromMilliseconds(random.Next(300, 2500));
                await Task.Delay(pause, bounded.Token);
                server.KillHard();
                await Task.WhenAll(senders);

                var port = server.Url.Port;
                server.Dispose();
                var started = Stopwatch.GetTimestamp();
                server = await StartAsync(program, folder, bench, port, bounded.Token);
                var restart = Stopwatch.GetElapsedTime(started);
                var acknowledged = round.Acknowledged.Count;
                await round.RepeatAsync(bounded.Token);

                history.Add(round);
                using var reader = new HistoryReader(server.Url, bench.Tokens);
                var (messages, late) = await history.CheckAsync(reader, bounded.Token);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"kill {kill}: after {pause.TotalSeconds:f1} s, {acknowledged} acknowledged, {round.Unknown.Count} keys repeated, ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"back in {restart.TotalSeconds:f1} s; {messages} messages in {chats.Length} chats, {late} of them unanswered: {history.Faults.Count} faults"));
            }

            await server.StopAsync();
            foreach (var fault in history.Faults.Take(20))
                Console.WriteLine("- " + fault);
            Console.WriteLine(history.Faults.Count == 0
                ? "Nothing acknowledged was lost, no number is missing, nothing is there twice."
                : $"WRONG: {history.Faults.Count} faults.");
            return history.Faults.Count == 0 ? 0 : 1;
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task<ServerProcess> StartAsync(
        ServerProgram program, string folder, Workbench bench, int port, CancellationToken cancellationToken)
    {
        var server = ServerProcess.Launch(program, folder, bench.AsShipped, port);
        await server.WaitUntilListeningAsync(cancellationToken);
        return server;
    }
}
