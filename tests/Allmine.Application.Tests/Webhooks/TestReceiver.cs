using System.Text.Json;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>All receivers there are, told apart by their URLs. They note what comes, and answer as a test says.</summary>
internal sealed class TestReceiver : IWebhookSender
{
    private readonly Lock gate = new();
    private readonly List<Arrival> arrivals = [];

    /// <summary>What comes of an attempt.</summary>
    public Func<Arrival, Task<WebhookAnswer>> Answer { get; set; } = _ => Task.FromResult(Ok);

    /// <summary>Called as each attempt arrives, one at a time.</summary>
    public Action<Arrival> Arrived { get; set; } = _ => { };

    /// <summary>Called as each attempt is taken, one at a time.</summary>
    public Action<Arrival> Taken { get; set; } = _ => { };

    public static WebhookAnswer Ok { get; } = new(200, null, TimeSpan.Zero);

    public static WebhookAnswer Failing { get; } = new(500, null, TimeSpan.Zero);

    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (gate)
                return [.. arrivals];
        }
    }

    public IReadOnlyList<Arrival> TakenOnes => [.. Arrivals.Where(arrival => arrival.IsTaken)];

    /// <summary>How many attempts were taken.</summary>
    public int TakenCount
    {
        get
        {
            lock (gate)
                return arrivals.Count(arrival => arrival.IsTaken);
        }
    }

    public bool MayHave(string url) => url.StartsWith("https://", StringComparison.Ordinal);

    public async Task<WebhookAnswer> SendAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Deserialize<JsonElement>(request.Body.Span);
        var arrival = new Arrival(request.Url.ToString(), request.Id, request.Body.ToArray(), body, request.Secrets);
        lock (gate)
        {
            arrivals.Add(arrival);
            Arrived(arrival);
        }

        var answer = await Answer(arrival);
        if (answer.IsTaken)
        {
            lock (gate)
            {
                arrival.IsTaken = true;
                Taken(arrival);
            }
        }

        return answer;
    }

    internal sealed record Arrival(string Url, string Id, byte[] Bytes, JsonElement Body, IReadOnlyList<string> Secrets)
    {
        public bool IsTaken { get; set; }

        public string Type => Body.GetProperty("type").GetString()!;

        public string? ChatId => Body.GetProperty("chatId").GetString();

        public long? Change => NumberOf("change");

        public long? PreviousChange => NumberOf("previousChange");

        public int Number => Body.GetProperty("data").TryGetProperty("n", out var number) ? number.GetInt32() : 0;

        private long? NumberOf(string name) => Body.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
    }
}
