using System.Diagnostics;
using System.Globalization;

namespace Allmine.Bench.Load.Suite;

/// <summary>How long it takes from the start of the process to the first 201, on an empty folder and on a used one.</summary>
internal sealed class StartPart(Workbench bench)
{
    private const int Starts = 5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (fresh, again) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            var folder = bench.NewFolder();
            fresh.Add(await StartAsync(folder, cancellationToken));
            again.Add(await StartAsync(folder, cancellationToken));
        }

        Console.WriteLine($"\n### From process start to the first 201 (median of {Starts})\n");
        Console.WriteLine("| folder | seconds | lowest … highest |");
        Console.WriteLine("|---|---:|---:|");
        Print("empty: the database is made and seeded", fresh);
        Print("used before", again);
    }

    private static void Print(string what, List<double> seconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {Statistics.Median(seconds):f2} | {seconds.Min():f2} … {seconds.Max():f2} |"));

    private async Task<double> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var server = ServerProcess.Launch(bench.ServiceOn("sqlite"), folder, bench.AsShipped);
        await DocumentedCall.SucceedAsync(server, bench.Tokens, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await server.StopAsync();
        Workbench.Say(string.Create(CultureInfo.InvariantCulture, $"first 201 after {seconds:f2} s"));
        return seconds;
    }
}
