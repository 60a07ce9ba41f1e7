using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Allmine.Bench.Load;

/// <summary>Reads a chat from its first message to its last, page by page.</summary>
internal sealed class HistoryReader(Uri url, TokenIssuer tokens) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => http.Dispose();

    public async Task<List<HistoryItem>> ReadAsync(DirectChat chat, CancellationToken cancellationToken)
    {
        var token = tokens.Issue(chat.First);
        var items = new List<HistoryItem>();
        while (true)
        {
            var after = items.Count == 0 ? 0 : items[^1].Sequence;
            var page = await PageAsync($"/api/v2/messages/chat/{chat.Id}?after={after}&limit=100", token, cancellationToken);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                items.Add(new HistoryItem(
                    item.GetProperty("sequence").GetInt64(),
                    UInt128.Parse(item.GetProperty("_id").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    item.GetProperty("content").GetString()));
            }

            if (!page.GetProperty("hasMore").GetBoolean())
                return items;
            if (items.Count == 0 || items[^1].Sequence <= after)
                throw new BenchException($"The history of chat {chat.Id} does not go on after {after}, and says that it has more.");
        }
    }

    private async Task<JsonElement> PageAsync(string path, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"GET {path} answered {(int)response.StatusCode}.");
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
