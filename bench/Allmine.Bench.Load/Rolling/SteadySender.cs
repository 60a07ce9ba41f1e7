using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Allmine.Bench.Load.Rolling;

/// <summary>
/// Sends texts with keys at a steady rate, whether or not earlier ones have been answered. Nothing is sent twice, unless it is told to: each answer
/// counts as it comes.
/// </summary>
internal sealed class SteadySender(Uri url, TokenIssuer tokens, DirectChat[] chats, int rate) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private HttpClient? client;
    private readonly ConcurrentDictionary<string, int> answers = new();
    private readonly ConcurrentQueue<double> seconds = new();

    /// <summary>Of another way to the service than its address.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>What keys begin with.</summary>
    public string Name { get; init; } = "rolling";

    /// <summary>Whether what got no 201 is sent again with its key, a second later, and then after longer pauses.</summary>
    public bool Repeats { get; init; }

    /// <summary>How many answers of each status there were; of what had none, why.</summary>
    public IReadOnlyDictionary<string, int> Answers => answers;

    /// <summary>How long each answer took; where sends are repeated, the last one.</summary>
    public IReadOnlyCollection<double> Seconds => seconds;

    /// <summary>Sends until it is told to end, and waits for the last answers.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        var sends = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(end); number++)
                sends.Add(SendAsync(number));
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }

        await Task.WhenAll(sends);
    }

    public void Dispose() => client?.Dispose();

    private HttpClient Http => client ??= new HttpClient(Handler ?? new SocketsHttpHandler()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    private async Task SendAsync(int number)
    {
        var start = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = 2 * pause < LongestPause ? 2 * pause : LongestPause)
        {
            var answer = await AttemptAsync(number);
            answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
            if (answer == "201" || !Repeats)
                break;
            // Not all at once.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()));
        }

        seconds.Enqueue(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private async Task<string> AttemptAsync(int number)
    {
        var chat = chats[number % chats.Length];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/messages")
        {
            Content = JsonContent.Create(new { type = "text", chatId = chat.Id, content = $"message {number}" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(chat.First));
        request.Headers.Add("Idempotency-Key", $"{Name}-{number}");
        try
        {
            using var response = await Http.SendAsync(request);
            return $"{(int)response.StatusCode}";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return $"none ({exception.GetType().Name})";
        }
    }
}
