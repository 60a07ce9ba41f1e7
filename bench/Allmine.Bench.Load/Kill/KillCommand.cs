using System.Diagnostics;
using System.Globalization;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Kill;

/// <summary>
/// Kills the service amid its senders, starts it again, and looks whether anything that it had acknowledged is missing,
/// any number left out, anything there twice, any credit lost or made.
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
        var longest = TimeSpan.FromSeconds(arguments.Seconds("longest", 2.5));
        var random = new Random(seed);

        var folder = bench.NewFolder();
        using var store = await KillStore.OpenAsync(arguments.Text("store", "embedded"), bench);
        var program = store.Program;
        var ledgerCommand = new LedgerCommand(program, folder, bench.AsShipped);
        Console.WriteLine($"{program.Name}: {kills} kills of {Senders} senders, half of them with credits, a quarter with keys for their texts; seed {seed}");
        var server = await StartAsync(program, folder, bench, 0, bounded.Token);
        try
        {
            using var preparation = new Preparation(server.Url, bench.Tokens);
            var chats = await preparation.CreateAsync(arguments.Number("chats", 500), bounded.Token);
            await preparation.GrantAsync(chats, KillSend.Granted, bounded.Token);
            var history = new KillHistory(chats);
            var ledger = new KillLedger(chats, bench.Tokens);
            for (var kill = 1; kill <= kills; kill++)
            {
                var url = server.Url;
                var requests = Enum.GetValues<SendKind>()
                    .ToDictionary(kind => kind, kind => new RequestSet(url, bench.Tokens, chats, kind, KillSend.Credits));
                var round = new KillRound(url, requests, chats.Length, (uint)kill);
                var senders = Enumerable.Range(0, Senders).Select(i => Task.Run(() => round.SendAsync(i, bounded.Token))).ToArray();
                // Once in the middle of it: what is read is of one moment, whatever is written meanwhile.
                if (kill == 1 && (await ledgerCommand.RunAsync(bounded.Token)).Fault is { } fault)
                    ledger.Add($"verify-ledger beside the senders: {fault}");
                var pause = TimeSpan.FromMilliseconds(random.Next(300, (int)longest.TotalMilliseconds));
                await Task.Delay(pause, bounded.Token);
                server.KillHard();
                await Task.WhenAll(senders);

                server.Dispose();
                var started = Stopwatch.GetTimestamp();
                server = await StartAsync(program, folder, bench, url.Port, bounded.Token);
                var restart = Stopwatch.GetElapsedTime(started);
                var acknowledged = round.Acknowledged.Count;
                await round.RepeatAsync(bounded.Token);

                history.Add(round);
                using var reader = new HistoryReader(server.Url, bench.Tokens);
                var (messages, late) = await history.CheckAsync(reader, bounded.Token);
                await ledger.CheckAsync(server.Url, round, bounded.Token);
                await ledger.VerifyAsync(ledgerCommand, bounded.Token);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"kill {kill}: after {pause.TotalSeconds:f1} s, {acknowledged} acknowledged, {round.Unknown.Count} keys repeated, back in {restart.TotalSeconds:f1} s; ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{messages} messages in {chats.Length} chats, {late} of them unanswered; {ledger.Committed} of {ledger.Keys} transfers paid: {history.Faults.Count + ledger.Faults.Count} faults"));
            }

            await ledger.CheckAllAsync(server.Url, bounded.Token);
            await server.StopAsync();
            await ledger.VerifyAsync(ledgerCommand, bounded.Token);
            return Report([.. history.Faults, .. ledger.Faults]);
        }
        finally
        {
            server.Dispose();
        }
    }

    private static int Report(string[] faults)
    {
        foreach (var fault in faults.Take(20))
            Console.WriteLine("- " + fault);
        Console.WriteLine(faults.Length == 0
            ? "Nothing acknowledged was lost, no number is missing, nothing is there twice; each committed key has moved its credits once, and no other has."
            : $"WRONG: {faults.Length} faults.");
        return faults.Length == 0 ? 0 : 1;
    }

    private static async Task<ServerProcess> StartAsync(
        ServerProgram program, string folder, Workbench bench, int port, CancellationToken cancellationToken)
    {
        var server = ServerProcess.Launch(program, folder, bench.AsShipped, port);
        await server.WaitUntilListeningAsync(cancellationToken);
        return server;
    }
}
