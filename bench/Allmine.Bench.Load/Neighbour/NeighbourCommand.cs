using System.Globalization;
using Allmine.Bench.Load.Rolling;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Neighbour;

/// <summary>Ten users who send steadily, alone and then beside one who does all that costs much: what do they notice, and what does the node?</summary>
internal static class NeighbourCommand
{
    private const int Users = 10;
    private const int Rate = 10;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        using var bench = new Workbench(arguments);
        var span = TimeSpan.FromSeconds(arguments.Number("seconds", 60));
        // With the limits as they are by themselves.
        var settings = bench.AsShipped.Where(setting => !setting.Key.StartsWith("RateLimits", StringComparison.Ordinal)).ToDictionary();
        settings["ASPNETCORE_ENVIRONMENT"] = "Staging";
        using var server = ServerProcess.Launch(bench.ServiceOn("sqlite"), bench.NewFolder(), settings);
        await server.WaitUntilReadyAsync(cancellationToken);
        using var preparation = new Preparation(server.Url, bench.Tokens);
        var chats = await preparation.CreateAsync(Users + 1, cancellationToken);
        await SendForAsync(TimeSpan.FromSeconds(10));

        var alone = await SendForAsync(span);
        var before = server.ResidentMegabytes;
        using var hostile = await HostileProcess.StartAsync(server.Url, chats[^1], settings);
        var peak = 0.0;
        using var watch = new Timer(_ => peak = Math.Max(peak, server.ResidentMegabytes), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        hostile.Begin();
        var beside = await SendForAsync(span);
        var answers = await hostile.EndAsync();
        await SendForAsync(TimeSpan.FromSeconds(30));
        var after = server.ResidentMegabytes;
        await server.StopAsync();

        Console.WriteLine(Line($"| {Users} users, {Rate} sends/s, {span.TotalSeconds:f0} s | alone | beside one who does harm |"));
        Console.WriteLine("|---|---:|---:|");
        Console.WriteLine(Line($"| median, ms | {alone.Median:f1} | {beside.Median:f1} |"));
        Console.WriteLine(Line($"| 99 % within, ms | {alone.P99:f1} | {beside.P99:f1} |"));
        Console.WriteLine(Line($"| answers other than 201 | {alone.Others} | {beside.Others} |"));
        Console.WriteLine(Line($"| resident, MiB | {before:f0} | at most {peak:f0}, {after:f0} after 30 s |"));
        Console.WriteLine($"\nWhat the harmful one was answered: {answers.Trim()}");
        return alone.Others + beside.Others == 0 ? 0 : 1;

        async Task<(double Median, double P99, int Others)> SendForAsync(TimeSpan time)
        {
            using var sender = new SteadySender(server.Url, bench.Tokens, chats[..Users], Rate);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            over.CancelAfter(time);
            await sender.RunAsync(over.Token);
            cancellationToken.ThrowIfCancellationRequested();
            var seconds = sender.Seconds.Order().ToArray();
            return (1000 * Statistics.Median(seconds), 1000 * seconds[seconds.Length * 99 / 100], sender.Answers.Where(entry => entry.Key != "201").Sum(entry => entry.Value));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
