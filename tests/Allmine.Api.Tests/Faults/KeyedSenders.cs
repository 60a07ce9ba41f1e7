using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Faults;

/// <summary>
/// People who send one text after the other, each in a chat of their own and each text with a key of its own. What got no 201
/// is repeated with its key, at the next node, until it does: so every key ends in one message.
/// </summary>
internal sealed class KeyedSenders : IDisposable
{
    private static readonly TimeSpan PauseBeforeRepeat = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<Chat> chats = [];
    private readonly ConcurrentQueue<string> faults = new();
    private List<Task> senders = [];
    private volatile Uri[] nodes;
    private volatile bool enough;
    private long count;
    private int repeats;

    private KeyedSenders(IEnumerable<Uri> nodes) => this.nodes = [.. nodes];

    /// <summary>Where sends go: to the first of these that answers.</summary>
    public IReadOnlyList<Uri> Nodes
    {
        get => nodes;
        set => nodes = [.. value];
    }

    public long Count => Interlocked.Read(ref count);

    /// <summary>How many sends had to be repeated.</summary>
    public int Repeats => Volatile.Read(ref repeats);

    /// <summary>Makes the people and their chats, and lets them send.</summary>
    public static async Task<KeyedSenders> StartAsync(int senders, params IEnumerable<Uri> nodes)
    {
        var all = new KeyedSenders(nodes);
        await Parallel.ForAsync(0, senders, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await all.AddChatAsync());
        all.senders = [.. all.chats.Select((chat, number) => Task.Run(() => all.SendAsync(chat, number)))];
        return all;
    }

    /// <summary>Waits until that many more sends are acknowledged.</summary>
    public Task MoreAsync(int sends, TimeSpan patience)
    {
        var goal = Count + sends;
        return UntilAsync(() => Count >= goal, patience, $"{sends} more sends");
    }

    /// <summary>Waits until each chat has had a send acknowledged after the moment.</summary>
    /// <returns>How long after the moment the last of them had.</returns>
    public async Task<TimeSpan> AllTakeSendsAsync(long moment, TimeSpan patience)
    {
        foreach (var chat in chats)
            Volatile.Write(ref chat.FirstSentAt, 0);
        await UntilAsync(() => chats.TrueForAll(chat => Volatile.Read(ref chat.FirstSentAt) > moment), patience, "a send in each chat");
        return chats.Max(chat => Stopwatch.GetElapsedTime(moment, Volatile.Read(ref chat.FirstSentAt)));
    }

    /// <summary>Lets each finish what it has begun, and holds what was acknowledged against what each chat holds: neither more nor less, in that order, without a gap.</summary>
    public async Task StopAndVerifyAsync()
    {
        enough = true;
        await Task.WhenAll(senders);
        Assert.Empty(faults);
        foreach (var chat in chats)
        {
            var stored = await HistoryAsync(chat);
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(number => (long)number), stored.Select(message => message.Sequence));
            Assert.Equal(chat.Acknowledged, stored);
        }
    }

    public void Dispose()
    {
        enough = true;
        http.Dispose();
    }

    private async Task AddChatAsync()
    {
        var (sender, target) = (Tokens.NewId(), Tokens.NewId());
        foreach (var user in new[] { sender, target })
            (await CallAsync(HttpMethod.Put, $"/api/v2/users/{user}", Tokens.ForService(), """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
        var first = await CallAsync(HttpMethod.Post, Caller.MessagesPath, Tokens.ForUser(sender), $$"""{ "type": "text", "targetUserId": "{{target}}", "content": "first" }""");
        var chat = new Chat(first.Expect(HttpStatusCode.Created)["chatId"].GetString()!, Tokens.ForUser(sender), Tokens.ForUser(target));
        chat.Acknowledged.Add(("first", 1));
        lock (chats)
            chats.Add(chat);
    }

    private async Task SendAsync(Chat chat, int number)
    {
        for (var i = 0; !enough; i++)
        {
            var text = $"{number}-{i}";
            try
            {
                var sequence = await SendUntilSentAsync(chat, text);
                chat.Acknowledged.Add((text, sequence));
                Interlocked.CompareExchange(ref chat.FirstSentAt, Stopwatch.GetTimestamp(), 0);
                Interlocked.Increment(ref count);
            }
            catch (Exception exception)
            {
                faults.Enqueue($"{text}: {exception}");
                return;
            }
        }
    }

    private async Task<long> SendUntilSentAsync(Chat chat, string text)
    {
        while (true)
        {
            try
            {
                var reply = await CallAsync(HttpMethod.Post, Caller.MessagesPath, chat.SenderToken, chat.TextBody(text), ("Idempotency-Key", text));
                if (reply.Status == HttpStatusCode.Created)
                    return reply["sequence"].GetInt64();
                reply.ExpectError(503, "store.unavailable");
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // No node answers: one is being started.
            }

            Interlocked.Increment(ref repeats);
            await Task.Delay(PauseBeforeRepeat);
        }
    }

    private async Task<List<(string Text, long Sequence)>> HistoryAsync(Chat chat)
    {
        var stored = new List<(string, long)>();
        while (true)
        {
            var page = (await CallAsync(HttpMethod.Get, $"/api/v2/messages/chat/{chat.Id}?after={stored.Count}&limit=100", chat.TargetToken, null)).Expect(HttpStatusCode.OK);
            stored.AddRange(page["items"].EnumerateArray().Select(item => (item.GetProperty("content").GetString()!, item.GetProperty("sequence").GetInt64())));
            if (!page["hasMore"].GetBoolean())
                return stored;
        }
    }

    /// <summary>Calls the first node that answers.</summary>
    private async Task<Reply> CallAsync(HttpMethod method, string path, string token, string? json, params (string Name, string Value)[] headers)
    {
        var present = nodes;
        for (var i = 0; ; i++)
        {
            try
            {
                return await CallAsync(present[i], method, path, token, json, headers);
            }
            catch (HttpRequestException) when (i < present.Length - 1)
            {
                // The next one.
            }
        }
    }

    private async Task<Reply> CallAsync(Uri node, HttpMethod method, string path, string token, string? json, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(node, path)) { Content = json is null ? null : Caller.JsonBody(json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, all, await response.Content.ReadAsByteArrayAsync());
    }

    private async Task UntilAsync(Func<bool> condition, TimeSpan patience, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.Empty(faults);
            Assert.True(Stopwatch.GetElapsedTime(since) < patience, $"There was not {what} within {patience.TotalSeconds} s.");
            await Task.Delay(10);
        }
    }

    private sealed class Chat(string id, string senderToken, string targetToken)
    {
        /// <summary>When the first send was acknowledged since this was last set to 0.</summary>
        public long FirstSentAt;

        public string Id => id;

        public string SenderToken => senderToken;

        public string TargetToken => targetToken;

        /// <summary>In the order in which they were sent; one sender at a time adds to it.</summary>
        public List<(string Text, long Sequence)> Acknowledged { get; } = [];

        public string TextBody(string text) => JsonSerializer.Serialize(new Dictionary<string, string> { ["type"] = "text", ["chatId"] = id, ["content"] = text });
    }
}
