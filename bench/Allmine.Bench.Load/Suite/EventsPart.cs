using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// How soon those who listen get what was sent: from the moment at which its sender has the 201 to the moment at which a
/// listener has the event. Sends come at an even pace, so that it is the way of the events that is measured, not a queue.
/// </summary>
internal sealed class EventsPart(Workbench bench)
{
    private const int Listeners = 100;

    /// <summary>For what is still under way when the last send is answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<string> faults = [];

    private double Seconds => bench.Quick ? 5 : 20;

    /// <summary>Prints the head of the table.</summary>
    public static void Begin()
    {
        Console.WriteLine($"\n### From the 201 to the event, {Listeners} listeners\n");
        Console.WriteLine("| store | sends | listeners of each | sends/s | events | p50 ms | p99 ms | longest ms |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|");
    }

    /// <param name="program">The service on the store that is measured.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(ServerProgram program, CancellationToken cancellationToken)
    {
        using var server = ServerProcess.Launch(program, bench.NewFolder(), bench.Settled);
        await server.WaitUntilListeningAsync(cancellationToken);
        using var preparation = new Preparation(server.Url, bench.Tokens);
        var direct = await preparation.CreateAsync(Listeners, cancellationToken);
        var group = (await preparation.CreateGroupsAsync(1, Listeners, cancellationToken))[0];

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrivals = Enumerable.Range(0, Listeners).Select(_ => new ConcurrentDictionary<string, long>()).ToArray();
        var opened = Enumerable.Range(0, Listeners).Select(_ => new TaskCompletionSource()).ToArray();
        var listening = Enumerable.Range(0, Listeners).Select(i => Task.Run(() => ListenAsync(server.Url, i, arrivals[i], opened[i], ending.Token))).ToArray();
        await Task.WhenAll(opened.Select(each => each.Task)).WaitAsync(Patience, cancellationToken);

        // Not measured: the JIT settles.
        await SendAsync(server.Url, direct, 100, Seconds / 4, cancellationToken);
        await MeasureAsync(program, "to direct chats", 2, await SendAsync(server.Url, direct, 200, Seconds, cancellationToken), arrivals, cancellationToken);
        await MeasureAsync(program, "to one group of all", Listeners, await SendAsync(server.Url, [group], 20, Seconds, cancellationToken), arrivals, cancellationToken);

        await ending.CancelAsync();
        await Task.WhenAll(listening);
        await server.StopAsync();
        return faults;
    }

    private async Task MeasureAsync(
        ServerProgram program, string what, int recipients, Dictionary<string, long> sent, ConcurrentDictionary<string, long>[] arrivals, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var since = Stopwatch.GetTimestamp();
        do
        {
            await Task.Delay(100, cancellationToken);
            times.Clear();
            foreach (var listener in arrivals)
            {
                foreach (var (id, answered) in sent)
                {
                    if (listener.TryGetValue(id, out var arrived))
                        times.Add(Stopwatch.GetElapsedTime(answered, arrived).TotalMilliseconds);
                }
            }
        }
        while (times.Count < sent.Count * recipients && Stopwatch.GetElapsedTime(since) < Patience);

        if (times.Count != sent.Count * recipients)
            faults.Add($"{program.Name}, {what}: {times.Count} events came of {sent.Count * recipients}");
        if (times.Count == 0)
            return;
        times.Sort();
        Console.WriteLine(
            $"| {program.Name} | {what} | {recipients} | {Measurements.Format(sent.Count / Seconds, "f0")} | {times.Count} | {Measurements.Format(Statistics.Median(times), "f2")} "
            + $"| {Measurements.Format(times[(int)(0.99 * (times.Count - 1))], "f2")} | {Measurements.Format(times[^1], "f2")} |");
    }

    /// <summary>Sends at an even pace, to one chat after the other.</summary>
    /// <returns>When each was answered, by the message's identifier.</returns>
    private async Task<Dictionary<string, long>> SendAsync(Uri url, DirectChat[] chats, int perSecond, double seconds, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url };
        var sends = new List<Task<(string Id, long At)>>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < perSecond * seconds; i++)
        {
            var ahead = (i / (double)perSecond) - Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (ahead > 0)
                await Task.Delay(TimeSpan.FromSeconds(ahead), cancellationToken);
            sends.Add(SendAsync(http, chats[i % chats.Length], cancellationToken));
        }

        return (await Task.WhenAll(sends)).ToDictionary(send => send.Id, send => send.At);
    }

    private async Task<(string Id, long At)> SendAsync(HttpClient http, DirectChat chat, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/messages")
        {
            Content = new StringContent($$"""{"type":"text","chatId":"{{chat.Id}}","content":"one more"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bench.Tokens.Issue(chat.First));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var at = Stopwatch.GetTimestamp();
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"A send was answered {(int)response.StatusCode}.");
        using var message = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
        return (message.RootElement.GetProperty("_id").GetString()!, at);
    }

    private async Task ListenAsync(Uri url, int user, ConcurrentDictionary<string, long> arrivals, TaskCompletionSource opened, CancellationToken cancellationToken)
    {
        const string Data = "data: {\"_id\":\"";
        const int IdLength = 24;
        try
        {
            using var http = new HttpClient { BaseAddress = url };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/events");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bench.Tokens.Issue(DirectChat.User(user)));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                opened.TrySetResult();
                if (line.StartsWith(Data, StringComparison.Ordinal))
                    arrivals[line.Substring(Data.Length, IdLength)] = Stopwatch.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // Enough has come.
        }
        catch (HttpRequestException exception)
        {
            opened.TrySetException(exception);
        }
    }
}
