using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Allmine.Tests.Media;

namespace Allmine.Bench.Load.Neighbour;

/// <summary>One user who does, on many connections at once, each of the things that cost the service most.</summary>
internal sealed class HostileUser(Uri url, TokenIssuer tokens, DirectChat chat) : IDisposable
{
    private const int Connections = 4;

    /// <summary>After a refusal it rests for a moment, so that what it can do is done and not only refused.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private static readonly string LongText = new('\u0001', 5000);
    private static readonly string ManyProperties = "{" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"p{i}\":1")) + "}";

    /// <summary>As costly as one may be that is decoded. It takes a second to make, so that it is made before anything is measured.</summary>
    private readonly byte[] costlyImage = ScanFiles.Progressive(7800, 7800, scans: 29, orientation: 6);
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
    private readonly string token = tokens.Issue(chat.First);
    private readonly ConcurrentDictionary<string, int> answers = new();

    /// <summary>How often each thing was answered with each status.</summary>
    public IReadOnlyDictionary<string, int> Answers => answers;

    public Task RunAsync(CancellationToken end)
    {
        Func<int, HttpRequestMessage>[] ways =
        [
            i => Authorized(HttpMethod.Post, "/api/v2/messages", JsonContent.Create(new { type = "text", chatId = chat.Id, content = LongText.PadRight(20_000) }), "text"),
            i => Authorized(HttpMethod.Get, $"/api/v2/messages/chat/{chat.Id}?limit=100", null, "history"),
            i => Authorized(HttpMethod.Post, "/api/v2/messages", new StringContent(ManyProperties, Encoding.UTF8, "application/json"), "properties"),
            i => Authorized(HttpMethod.Post, "/api/v2/files", Upload(), "image"),
            i => Authorized(HttpMethod.Get, "/api/v2/chats", null, "spaced token", new string(' ', 1 + (i % 4000))),
            i => WithHost($"host-{i}.example"),
            Events,
        ];
        return Task.WhenAll(ways.SelectMany(way => Enumerable.Range(0, Connections).Select(connection => RepeatAsync(way, connection, end))));
    }

    public void Dispose() => http.Dispose();

    private async Task RepeatAsync(Func<int, HttpRequestMessage> way, int connection, CancellationToken end)
    {
        for (var i = connection; !end.IsCancellationRequested; i += Connections)
        {
            using var request = way(i);
            request.Options.TryGetValue(new HttpRequestOptionsKey<string>("name"), out var name);
            string answer;
            try
            {
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
                answer = $"{name} {(int)response.StatusCode}";
                if (name != "events")
                    await response.Content.CopyToAsync(Stream.Null, end);
                if (!response.IsSuccessStatusCode)
                    await Task.Delay(Rest, end);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                if (end.IsCancellationRequested)
                    return;
                answer = $"{name} none";
            }

            answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
        }
    }

    private MultipartFormDataContent Upload() => new() { { new ByteArrayContent(costlyImage), "file", "photo.jpg" } };

    private HttpRequestMessage Authorized(HttpMethod method, string path, HttpContent? content, string name, string space = " ")
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer{space}{token}");
        request.Options.Set(new HttpRequestOptionsKey<string>("name"), name);
        return request;
    }

    private HttpRequestMessage Events(int number)
    {
        var request = Authorized(HttpMethod.Get, "/api/v2/events", null, "events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", number % 2 == 0 ? $"{number % 50}" : $"made-up-{number}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        return request;
    }

    private static HttpRequestMessage WithHost(string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2.json");
        request.Headers.Host = host;
        request.Options.Set(new HttpRequestOptionsKey<string>("name"), "host");
        return request;
    }
}
