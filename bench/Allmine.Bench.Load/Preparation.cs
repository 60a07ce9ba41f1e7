using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Allmine.Bench.Load;

/// <summary>Makes the users and chats that a load needs, many at a time.</summary>
internal sealed class Preparation(Uri url, TokenIssuer tokens, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>What the message that makes a chat says.</summary>
    public const string FirstText = "first";

    private const int AtOnce = 32;
    private const string Backend = "6a0000000000000000000001";

    private readonly HttpClient http = new(handler ?? new SocketsHttpHandler()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => http.Dispose();

    /// <summary>The service way: users by the directory call, chats by the first text to a user.</summary>
    public async Task<DirectChat[]> CreateAsync(int count, CancellationToken cancellationToken)
    {
        var backend = tokens.Issue(Backend, "service");
        var users = Math.Max(count, 1 + DirectChat.Partner(count - 1, count));
        await EachAsync(users, i => SendAsync(
            HttpMethod.Put, $"/api/v2/users/{DirectChat.User(i)}", backend, new { username = $"user {i}" }, cancellationToken));

        var chats = new DirectChat[count];
        await EachAsync(count, async i =>
        {
            var (first, second) = (DirectChat.User(i), DirectChat.User(DirectChat.Partner(i, count)));
            var message = await SendAsync(
                HttpMethod.Post, "/api/v2/messages", tokens.Issue(first),
                new { type = "text", targetUserId = second, content = FirstText }, cancellationToken);
            chats[i] = new DirectChat(message.GetProperty("chatId").GetString()!, first, second);
        });
        return chats;
    }

    /// <summary>
    /// Groups of so many members instead of direct chats, all of the same users. The first two of each send; they are others in
    /// each group.
    /// </summary>
    public async Task<DirectChat[]> CreateGroupsAsync(int count, int members, CancellationToken cancellationToken)
    {
        var backend = tokens.Issue(Backend, "service");
        var users = Math.Max(count + 1, members);
        await EachAsync(users, i => SendAsync(
            HttpMethod.Put, $"/api/v2/users/{DirectChat.User(i)}", backend, new { username = $"user {i}" }, cancellationToken));

        var chats = new DirectChat[count];
        await EachAsync(count, async i =>
        {
            var others = Enumerable.Range(1, members - 1).Select(step => DirectChat.User((i + step) % users)).ToList();
            var group = await SendAsync(
                HttpMethod.Post, "/api/v2/chats", tokens.Issue(DirectChat.User(i)), new { memberIds = others, title = $"group {i}" }, cancellationToken);
            chats[i] = new DirectChat(group.GetProperty("_id").GetString()!, DirectChat.User(i), others[0]);
        });
        return chats;
    }

    /// <summary>The limit program's way: it takes any chat, and has seen each once when the load begins.</summary>
    public async Task<DirectChat[]> InventAsync(int count, CancellationToken cancellationToken)
    {
        var chats = Enumerable.Range(0, count).Select(i => DirectChat.Invented(i, count)).ToArray();
        await EachAsync(count, i => SendAsync(
            HttpMethod.Post, "/api/v2/messages", tokens.Issue(chats[i].First),
            new { type = "text", chatId = chats[i].Id, content = FirstText }, cancellationToken));
        return chats;
    }

    /// <summary>Credits for every member of the chats.</summary>
    public Task GrantAsync(IEnumerable<DirectChat> chats, long amount, CancellationToken cancellationToken)
    {
        var backend = tokens.Issue(Backend, "service");
        var users = chats.SelectMany(chat => new[] { chat.First, chat.Second }).Distinct().ToArray();
        return EachAsync(users.Length, i => SendAsync(
            HttpMethod.Post, $"/api/v2/users/{users[i]}/credits", backend, new { amount }, cancellationToken, key: $"grant-{users[i]}"));
    }

    private static Task EachAsync(int count, Func<int, Task> action) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await action(i));

    private async Task<JsonElement> SendAsync(
        HttpMethod method, string path, string token, object body, CancellationToken cancellationToken, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new BenchException($"Preparation: {method} {path} answered {(int)response.StatusCode}: {answer}");
        }

        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
