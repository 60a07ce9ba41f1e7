using System.Diagnostics;
using System.Globalization;
using Allmine.Bench.Load.Kill;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Rolling;

/// <summary>A rolling restart of two nodes on one MongoDB database, behind nginx with kept connections: is any send refused or lost?</summary>
internal static class RollingCommand
{
    private const int Chats = 40;

    /// <summary>What is shown of a line that nginx has logged.</summary>
    private const int MostOfLine = 160;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        using var bench = new Workbench(arguments);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(TimeSpan.FromMinutes(arguments.Number("minutes", 30)));
        var (restarts, rate) = (arguments.Number("restarts", 10), arguments.Number("rate", 20));
        using var store = await KillStore.OpenAsync("mongodb", bench);
        var settings = new Dictionary<string, string>(bench.AsShipped)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Hosts__Allowed__0"] = "127.0.0.1",
            // Empty: what it is by itself.
            ["Shutdown__DrainDelay"] = arguments.Text("drain", ""),
        };

        ServerProcess[] nodes = [Start(0), Start(0)];
        try
        {
            foreach (var node in nodes)
                await node.WaitUntilReadyAsync(bounded.Token);
            using var nginx = await NginxProxy.StartAsync(bench.NewFolder(), nodes.Select(node => node.Url), bounded.Token);
            using var preparation = new Preparation(nginx.Url, bench.Tokens);
            var chats = await preparation.CreateAsync(Chats, bounded.Token);
            using var sender = new SteadySender(nginx.Url, bench.Tokens, chats, rate);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token);
            var start = Stopwatch.GetTimestamp();
            var sending = sender.RunAsync(end.Token);
            for (var restart = 1; restart <= restarts; restart++)
            {
                for (var i = 0; i < nodes.Length; i++)
                    await RestartAsync(i, $"restart {restart} of node {i + 1}");
            }

            await end.CancelAsync();
            await sending;
            bounded.Token.ThrowIfCancellationRequested();
            return Report(sender, nginx, Stopwatch.GetElapsedTime(start), $"{restarts} restarts of each of {nodes.Length} nodes at {rate} sends/s");
        }
        finally
        {
            foreach (var node in nodes)
                node.Dispose();
        }

        ServerProcess Start(int port) => ServerProcess.Launch(store.Program, bench.NewFolder(), settings, port);

        async Task RestartAsync(int index, string name)
        {
            var node = nodes[index];
            var asked = Stopwatch.GetTimestamp();
            await node.StopAsync();
            var ended = Stopwatch.GetElapsedTime(asked);
            var port = node.Url.Port;
            node.Dispose();
            var started = Stopwatch.GetTimestamp();
            nodes[index] = Start(port);
            await nodes[index].WaitUntilReadyAsync(bounded.Token);
            var ready = Stopwatch.GetElapsedTime(started);
            Workbench.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: ended after {ended.TotalSeconds:f1} s, ready again after {ready.TotalSeconds:f1} s"));
        }
    }

    private static int Report(SteadySender sender, NginxProxy nginx, TimeSpan taken, string what)
    {
        var seconds = sender.Seconds.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, {taken.TotalSeconds:f0} s\n"));
        Console.WriteLine("| answer | sends |");
        Console.WriteLine("|---|---:|");
        foreach (var (answer, count) in sender.Answers.OrderBy(entry => entry.Key))
            Console.WriteLine($"| {answer} | {count} |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nTime to the answer: median {1000 * Statistics.Median([.. seconds]):f0} ms, 99 % within {1000 * seconds[seconds.Length * 99 / 100]:f0} ms, longest {1000 * seconds[^1]:f0} ms."));
        var isGood = sender.Answers.Keys.All(answer => answer == "201");
        if (!isGood)
        {
            foreach (var line in nginx.Log().TakeLast(20))
                Console.WriteLine("- nginx: " + line[..Math.Min(line.Length, MostOfLine)]);
        }

        Console.WriteLine(isGood ? "Every send was answered with 201." : "WRONG: not every send was answered with 201.");
        return isGood ? 0 : 1;
    }
}
