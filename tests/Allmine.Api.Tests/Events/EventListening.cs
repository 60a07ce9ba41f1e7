using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Events;

/// <summary>A client of <c>/api/v2/events</c> or of another stream: reads block by block, as the standard says, without any code of the service.</summary>
internal sealed class EventListening : IAsyncDisposable
{
    public const string Path = "/api/v2/events";

    /// <summary>Generous: the machine that tests may be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private EventListening(HttpClient http, HttpResponseMessage response, Stream stream)
    {
        this.http = http;
        this.response = response;
        reader = new StreamReader(stream);
    }

    /// <summary>The last id that came; null before the first.</summary>
    public string? LastId { get; private set; }

    public HttpResponseMessage Response => response;

    /// <summary>Opens a stream, on a connection of its own.</summary>
    public static Task<EventListening> OpenAsync(Uri address, string token, string? lastEventId = null, params (string Name, string Value)[] headers) =>
        OpenAtAsync(address, Path, token, lastEventId, headers);

    /// <summary>Opens another stream than that of a person's events.</summary>
    public static async Task<EventListening> OpenAtAsync(Uri address, string path, string token, string? lastEventId = null, params (string Name, string Value)[] headers)
    {
        var http = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new EventListening(http, response, await response.Content.ReadAsStreamAsync());
    }

    public static Task<EventListening> OpenAsync(Service service, string userId, string? lastEventId = null) =>
        OpenAsync(service.Address, Tokens.ForUser(userId), lastEventId);

    /// <summary>The next block; null at the end of the stream.</summary>
    public async Task<EventBlock?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var fields = new Dictionary<string, string>();
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                LastId = fields.GetValueOrDefault("id") ?? LastId;
                return new EventBlock(fields.GetValueOrDefault("id"), fields.GetValueOrDefault("event"), fields.GetValueOrDefault("data"), fields.GetValueOrDefault(""), fields.GetValueOrDefault("retry"));
            }

            var parts = line.Split(':', 2);
            Assert.True(fields.TryAdd(parts[0], parts[1].TrimStart(' ')), $"The line {line} comes twice in a block.");
        }

        // What is left without an empty line is no block.
        return null;
    }

    /// <summary>The next block that is an event. Signs of life alone are waited for as long as nothing at all.</summary>
    public async Task<EventBlock> NextEventAsync()
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < 4 * Patience, "The stream goes on, and has no event.");
            var block = await NextAsync() ?? throw new InvalidOperationException("The stream has ended.");
            if (block.Name is not null)
                return block;
        }
    }

    /// <summary>Hangs up.</summary>
    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        response.Dispose();
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
