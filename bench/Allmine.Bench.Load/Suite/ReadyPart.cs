using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// How long the first send takes after the service has said that it is ready, beside the hundred that follow it. The store has
/// users and a chat; nothing else has called the service since its start but the question whether it is ready.
/// </summary>
internal sealed class ReadyPart(Workbench bench)
{
    private const int Following = 100;
    private const uint Run = 0x7ead;

    /// <summary>The most that the first may take, as a multiple of the median of those that follow.</summary>
    private const double Goal = 3;

    /// <summary>As in production: without what a developer's start brings with it.</summary>
    private readonly Dictionary<string, string> settings = new(bench.AsShipped) { ["ASPNETCORE_ENVIRONMENT"] = "Staging" };

    private int Starts => bench.Quick ? 3 : 10;

    public async Task RunAsync(ServerProgram program, CancellationToken cancellationToken)
    {
        var folder = bench.NewFolder();
        var chats = await PrepareAsync(program, folder, cancellationToken);
        var (ready, firsts, medians, ratios) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var server = ServerProcess.Launch(program, folder, settings);
            await server.WaitUntilReadyAsync(cancellationToken);
            ready.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            var times = await SendAsync(server.Url, chats, (uint)i, cancellationToken);
            firsts.Add(times[0]);
            medians.Add(Statistics.Median(times.Skip(1)));
            ratios.Add(firsts[^1] / medians[^1]);
            await server.StopAsync();
            Workbench.Say(string.Create(CultureInfo.InvariantCulture, $"ready after {ready[^1]:f2} s, first send {firsts[^1]:f1} ms, median of the next {medians[^1]:f1} ms"));
        }

        Console.WriteLine($"\n### {program.Name}: the first send after ready ({Starts} starts)\n");
        Console.WriteLine("| | median | lowest … highest |");
        Console.WriteLine("|---|---:|---:|");
        Print("process start to ready, s", ready);
        Print("first send, ms", firsts);
        Print($"median of the next {Following}, ms", medians);
        Print($"first ÷ median (goal: at most {Goal:f0})", ratios);
    }

    private static void Print(string what, List<double> values) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {Statistics.Median(values):f1} | {values.Min():f1} … {values.Max():f1} |"));

    private async Task<DirectChat[]> PrepareAsync(ServerProgram program, string folder, CancellationToken cancellationToken)
    {
        using var server = ServerProcess.Launch(program, folder, settings);
        await server.WaitUntilReadyAsync(cancellationToken);
        using var preparation = new Preparation(server.Url, bench.Tokens);
        var chats = await preparation.CreateAsync(1, cancellationToken);
        await server.StopAsync();
        return chats;
    }

    private async Task<double[]> SendAsync(Uri url, DirectChat[] chats, uint start, CancellationToken cancellationToken)
    {
        var requests = new RequestSet(url, bench.Tokens, chats, SendKind.KeyedText);
        requests.Make();
        using var connection = new RawConnection(url);
        // All of them over one connection, the first as well.
        await connection.OpenAsync(cancellationToken);
        var times = new double[1 + Following];
        for (var i = 0; i < times.Length; i++)
        {
            var request = requests.Of(0, 0).Fill(connection.Outgoing, Run + start, 0, i);
            var sent = Stopwatch.GetTimestamp();
            var reply = await connection.SendAsync(request, cancellationToken);
            times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            if (reply.Status != (int)HttpStatusCode.Created)
                throw new BenchException($"A send was answered with {reply.Status}.");
        }

        return times;
    }
}
