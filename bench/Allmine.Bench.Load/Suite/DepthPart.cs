using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// Whether a long history makes its chat slow: a page of it and a send, in a chat of a thousand messages and in one of a
/// million. Both chats are of one service and take turns, request by request.
/// </summary>
internal sealed class DepthPart(Workbench bench)
{
    private const int ShortHistory = 1_000;
    private const int RequestsOfEach = 1_000;

    private readonly List<string> faults = [];

    private int LongHistory => bench.Quick ? 20_000 : 1_000_000;

    /// <param name="program">The service on the store that is measured.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What went wrong; empty if the figures can be believed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(ServerProgram program, CancellationToken cancellationToken)
    {
        using var server = ServerProcess.Launch(program, bench.NewFolder(), bench.Settled);
        await server.WaitUntilListeningAsync(cancellationToken);
        using var preparation = new Preparation(server.Url, bench.Tokens);
        var chats = await preparation.CreateAsync(2, cancellationToken);
        await FillAsync(server, chats, 0, ShortHistory, cancellationToken);
        await FillAsync(server, chats, 1, LongHistory, cancellationToken);

        using var shallow = Reader(server, chats[0]);
        using var deep = Reader(server, chats[1]);
        Console.WriteLine($"\n### {program.Name}: a chat of {ShortHistory} messages and one of {LongHistory}, medians of {RequestsOfEach * bench.Rounds} requests each\n");
        Console.WriteLine("| call | short: p50 ms | long: p50 ms | long ÷ short |");
        Console.WriteLine("|---|---:|---:|---:|");
        var goals = new List<Goal>();
        foreach (var (name, call) in Calls([shallow, deep], [chats[0].Id, chats[1].Id]))
        {
            var medians = await MeasureAsync(call, cancellationToken);
            var ratio = medians.Long / medians.Short;
            Console.WriteLine($"| {name} | {Measurements.Format(medians.Short, "f3")} | {Measurements.Format(medians.Long, "f3")} | {Measurements.Format(ratio, "f2")} |");
            goals.Add(new Goal($"{name}: long ÷ short", ratio, 1.1, AtMost: true));
        }

        Goals.Print(goals);
        await server.StopAsync();
        return faults;
    }

    private IEnumerable<(string Name, Func<int, CancellationToken, Task<HttpResponseMessage>> Call)> Calls(HttpClient[] readers, string[] ids)
    {
        int[] lengths = [ShortHistory, LongHistory];
        Task<HttpResponseMessage> Page(int chat, string query, CancellationToken cancellationToken) =>
            readers[chat].GetAsync($"/api/v2/messages/chat/{ids[chat]}{query}", cancellationToken);
        yield return ("newest page", (chat, token) => Page(chat, "", token));
        yield return ("page from the middle, backwards", (chat, token) => Page(chat, $"?before={lengths[chat] / 2}", token));
        yield return ("page from the middle, forwards", (chat, token) => Page(chat, $"?after={lengths[chat] / 2}", token));
        yield return ("send", (chat, token) => readers[chat].PostAsync(
            "/api/v2/messages", new StringContent($$"""{"type":"text","chatId":"{{ids[chat]}}","content":"one more"}""", Encoding.UTF8, "application/json"), token));
    }

    private HttpClient Reader(ServerProcess server, DirectChat chat)
    {
        var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bench.Tokens.Issue(chat.First));
        return http;
    }

    private async Task FillAsync(ServerProcess server, DirectChat[] chats, int chat, int length, CancellationToken cancellationToken)
    {
        var requests = new RequestSet(server.Url, bench.Tokens, chats, SendKind.Text);
        // The chat has the message that has made it.
        var plan = new LoadPlan { WarmupSeconds = 0, Seconds = 1200, Requests = length - 1, From = chat, Chats = 1 };
        var (report, _) = await new LoadRun([server.Url], chats, requests, plan).RunAsync(cancellationToken);
        Workbench.Say($"filled a chat with {report.Created + 1} messages");
        if (report.Created + 1 != length)
            faults.Add($"a chat was to have {length} messages and has {report.Created + 1}: {string.Join(", ", report.Errors)}");
    }

    private async Task<(double Short, double Long)> MeasureAsync(
        Func<int, CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellationToken)
    {
        List<double>[] times = [[], []];
        var warmUp = RequestsOfEach / 2;
        for (var i = -warmUp; i < RequestsOfEach * bench.Rounds; i++)
        {
            for (var chat = 0; chat < times.Length; chat++)
            {
                var start = Stopwatch.GetTimestamp();
                using var response = await call(chat, cancellationToken);
                await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (!response.IsSuccessStatusCode)
                    faults.Add($"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}");
                if (i >= 0)
                    times[chat].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return (Statistics.Median(times[0]), Statistics.Median(times[1]));
    }
}
