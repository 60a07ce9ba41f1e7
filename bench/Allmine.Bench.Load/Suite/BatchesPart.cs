using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// How many texts a second one connection brings with batches of 1 to 500 to as many chats, each for itself, beside single sends on 64
/// connections. The sizes take turns.
/// </summary>
internal sealed class BatchesPart(Workbench bench)
{
    public static readonly int[] Sizes = [1, 10, 100, 500];

    private const int ChatCount = 1_000;
    private const int SingleConnections = 64;
    private const string Backend = "6a0000000000000000000001";

    private readonly List<string> faults = [];

    /// <summary>Texts a second, the medians of the rounds: of each size, and of single sends last.</summary>
    public List<double> Rates { get; } = [];

    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(ServerProgram program, CancellationToken cancellationToken)
    {
        using var server = ServerProcess.Launch(program, bench.NewFolder(), bench.Settled);
        await server.WaitUntilListeningAsync(cancellationToken);
        using var preparation = new Preparation(server.Url, bench.Tokens);
        var chats = await preparation.CreateAsync(ChatCount, cancellationToken);
        using var backend = new HttpClient { BaseAddress = server.Url };
        backend.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bench.Tokens.Issue(Backend, "service"));

        foreach (var size in Sizes)
            await SendAsync(backend, chats, size, bench.LoadSeconds / 2, cancellationToken);
        var rates = Sizes.ToDictionary(size => size, _ => new List<double>());
        var single = new List<double>();
        for (var round = 0; round < bench.Rounds; round++)
        {
            foreach (var size in Sizes)
                rates[size].Add(await SendAsync(backend, chats, size, bench.LoadSeconds, cancellationToken));
            single.Add(await SendSingleAsync(server, chats, cancellationToken));
        }

        Rates.AddRange(Sizes.Select(size => Statistics.Median(rates[size])));
        Rates.Add(Statistics.Median(single));
        Console.WriteLine($"\n### {program.Name}: texts to {ChatCount} chats, medians of {bench.Rounds} rounds of {bench.LoadSeconds} s\n");
        Console.WriteLine("| | texts/s |\n|---|---:|");
        foreach (var (size, rate) in Sizes.Zip(Rates))
            Console.WriteLine($"| batches of {size}, one connection | {Measurements.Format(rate, "f0")} |");
        Console.WriteLine($"| single sends, {SingleConnections} connections | {Measurements.Format(Rates[^1], "f0")} |");
        Goals.Print([new Goal($"batches of {Sizes[^1]} ÷ single sends", Rates[^2] / Rates[^1], 3)]);
        await server.StopAsync();
        return faults;
    }

    private async Task<double> SendAsync(HttpClient backend, DirectChat[] chats, int size, double seconds, CancellationToken cancellationToken)
    {
        var bodies = Enumerable.Range(0, chats.Length / size).Select(part => Body(chats.AsSpan(part * size, size))).ToList();
        var (run, sent, batches) = (Guid.NewGuid(), 0, 0);
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/messages/batch") { Content = new ByteArrayContent(bodies[batches % bodies.Count]) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("Idempotency-Key", $"{run}-{batches++}");
            using var response = await backend.SendAsync(request, cancellationToken);
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            if (!response.IsSuccessStatusCode || answer.RootElement.GetProperty("committed").GetInt32() != size)
                faults.Add($"a batch of {size} was answered {(int)response.StatusCode}: {answer.RootElement.ToString()[..200]}");
            sent += size;
        }

        return sent / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<double> SendSingleAsync(ServerProcess server, DirectChat[] chats, CancellationToken cancellationToken)
    {
        var requests = new RequestSet(server.Url, bench.Tokens, chats, SendKind.Text);
        requests.Make();
        var plan = new LoadPlan { Connections = SingleConnections, WarmupSeconds = 0.5, Seconds = bench.LoadSeconds, Chats = chats.Length, Keyed = true };
        var (report, _) = await new LoadRun([server.Url], chats, requests, plan).RunAsync(cancellationToken);
        faults.AddRange(report.Errors.Select(error => $"single sends: {error}"));
        return report.PerSecond;
    }

    private static byte[] Body(ReadOnlySpan<DirectChat> chats)
    {
        var items = new List<object>();
        foreach (var chat in chats)
            items.Add(new { type = "text", chatId = chat.Id, content = "The shop is open again", onBehalfOf = chat.First });
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { items }));
    }
}
