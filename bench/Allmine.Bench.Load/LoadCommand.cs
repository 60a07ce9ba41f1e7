using System.Text.Json;

namespace Allmine.Bench.Load;

/// <summary>One load against a program that already runs, as one node or more: <c>--url</c> takes several, with commas.</summary>
internal static class LoadCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        Uri[] nodes = [.. arguments.Text("url").Split(',').Select(node => new Uri(node))];
        var url = nodes[0];
        var tokens = TokenIssuer.From(arguments);
        var bounded = arguments.Has("requests");
        var plan = new LoadPlan
        {
            Connections = arguments.Number("connections", 64),
            Seconds = arguments.Seconds("seconds", bounded ? 600 : 10),
            Requests = arguments.Number("requests", int.MaxValue),
            WarmupSeconds = arguments.Seconds("warmup", 5),
            Chats = arguments.Number("chats", 10_000),
            Keyed = arguments.Has("keyed"),
        };

        using var preparation = new Preparation(url, tokens);
        var chats = arguments switch
        {
            _ when arguments.Has("invent-chats") => await preparation.InventAsync(plan.Chats, cancellationToken),
            _ when arguments.Has("members") => await preparation.CreateGroupsAsync(plan.Chats, arguments.Number("members", 2), cancellationToken),
            _ => await preparation.CreateAsync(plan.Chats, cancellationToken),
        };
        var requests = new RequestSet(url, tokens, chats, plan.Keyed ? SendKind.KeyedText : SendKind.Text);
        requests.Make();

        var (report, acknowledged) = await new LoadRun(nodes, chats, requests, plan).RunAsync(cancellationToken);
        Console.WriteLine(
            $"{report.Created} created in {report.Seconds:f1} s: {report.PerSecond:f0}/s, "
            + $"p50 {report.P50:f2} ms, p99 {report.P99:f2} ms, max {report.Max:f1} ms");
        foreach (var (error, count) in report.Errors)
            Console.WriteLine($"{count} × {error}");
        if (arguments.Has("json"))
            await File.WriteAllTextAsync(arguments.Text("json"), JsonSerializer.Serialize(report, Json), cancellationToken);

        var faults = 0;
        if (arguments.Has("verify"))
        {
            var sample = arguments.Text("verify") == "all" ? 0 : 200;
            var result = await new Verification(url, tokens, chats).RunAsync(acknowledged, sample, cancellationToken);
            faults = result.Faults.Count;
            Console.WriteLine($"verified {result.Messages} messages of {result.Chats} chats: {faults} faults");
            foreach (var fault in result.Faults.Take(10))
                Console.WriteLine(fault);
        }

        return faults == 0 && report.Errors.Count == 0 ? 0 : 1;
    }
}
