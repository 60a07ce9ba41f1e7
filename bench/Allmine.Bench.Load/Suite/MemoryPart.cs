using System.Globalization;

namespace Allmine.Bench.Load.Suite;

/// <summary>Memory of the service: after its first answer, with the chats made, and after many sends.</summary>
internal sealed class MemoryPart(Workbench bench)
{
    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var (chatCount, sends) = bench.Quick ? (2_000, 20_000) : (10_000, 100_000);
        using var server = ServerProcess.Launch(bench.ServiceOn("sqlite"), bench.NewFolder(), bench.AsShipped);
        await DocumentedCall.SucceedAsync(server, bench.Tokens, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        var idle = server.ResidentMegabytes;

        using var preparation = new Preparation(server.Url, bench.Tokens);
        var chats = await preparation.CreateAsync(chatCount, cancellationToken);
        var prepared = server.ResidentMegabytes;
        var requests = new RequestSet(server.Url, bench.Tokens, chats, SendKind.Text);
        requests.Make();

        var plan = new LoadPlan { WarmupSeconds = 0, Seconds = 180, Requests = sends, Chats = chatCount };
        var (report, _) = await new LoadRun([server.Url], chats, requests, plan).RunAsync(cancellationToken);
        var after = server.ResidentMegabytes;
        await server.StopAsync();

        Console.WriteLine("\n### Memory of the service (resident, MiB)\n");
        Console.WriteLine("| when | MiB |");
        Console.WriteLine("|---|---:|");
        Print("idle, after the first 201", idle);
        Print($"after {chatCount} users and {chatCount} chats were made", prepared);
        Print($"after {report.Created} more sends", after);
        return report.Created == sends && report.Errors.Count == 0
            ? []
            : [$"memory: {report.Created} of {sends} sends succeeded; {string.Join(", ", report.Errors)}"];
    }

    private static void Print(string when, double megabytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {when} | {megabytes:f0} |"));
}
