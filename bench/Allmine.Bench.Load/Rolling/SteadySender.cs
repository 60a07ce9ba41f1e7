using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Allmine.Bench.Load.Rolling;

/// <summary>
/// Sends texts with keys at a steady rate, whether or not earlier ones have been answered. Nothing is sent twice: each answer
/// counts as it comes.
/// </summary>
internal sealed class SteadySender(Uri url, TokenIssuer tokens, DirectChat[] chats, int rate) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<string, int> answers = new();
    private readonly ConcurrentQueue<double> seconds = new();

    /// <summary>How many answers of each status there were; of what had none, why.</summary>
    public IReadOnlyDictionary<string, int> Answers => answers;

    /// <summary>How long each answer took.</summary>
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

    public void Dispose() => http.Dispose();

    private async Task SendAsync(int number)
    {
        var chat = chats[number % chats.Length];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/messages")
        {
            Content = JsonContent.Create(new { type = "text", chatId = chat.Id, content = $"message {number}" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(chat.First));
        request.Headers.Add("Idempotency-Key", $"rolling-{number}");
        var start = Stopwatch.GetTimestamp();
        string answer;
        try
        {
            using var response = await http.SendAsync(request);
            answer = $"{(int)response.StatusCode}";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            answer = $"none ({exception.GetType().Name})";
        }

        seconds.Enqueue(Stopwatch.GetElapsedTime(start).TotalSeconds);
        answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
    }
}
