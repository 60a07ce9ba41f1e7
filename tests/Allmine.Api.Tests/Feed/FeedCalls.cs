using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Feed;

/// <summary>What tests of the feed do again and again.</summary>
internal static class FeedCalls
{
    public const string Path = "/api/v2/feed";

    /// <summary>The position after all that is recorded by now.</summary>
    public static async Task<string> FeedEndAsync(this Service service) => (await service.ReadOnAsync(null, null)).Position;

    /// <summary>All items after a position that are recorded by now.</summary>
    /// <param name="service">The service.</param>
    /// <param name="after">The position.</param>
    /// <param name="types">The types, separated by commas; null for all.</param>
    public static async Task<List<JsonElement>> FeedAfterAsync(this Service service, string after, string? types = null) => (await service.ReadOnAsync(after, types)).Items;

    /// <summary>The items after a position, as soon as they are what is waited for: the recording comes a moment after a commit.</summary>
    public static async Task<List<JsonElement>> UntilFeedAsync(this Service service, string after, Func<List<JsonElement>, bool> areThere)
    {
        var items = new List<JsonElement>();
        await Eventually.HoldsAsync(async () => areThere(items = await service.FeedAfterAsync(after)));
        return items;
    }

    /// <summary>Waits until a change of a chat is recorded, and all before it.</summary>
    public static Task<List<JsonElement>> UntilFeedHasAsync(this Service service, string after, string chatId, long change) =>
        service.UntilFeedAsync(after, items => items.Any(item => item.ChatId() == chatId && item.Change() == change));

    public static string Position(this JsonElement item) => item.GetProperty("position").GetString()!;

    public static string Type(this JsonElement item) => item.GetProperty("type").GetString()!;

    public static string? ChatId(this JsonElement item) => item.GetProperty("chatId").GetString();

    public static long? Change(this JsonElement item) => item.GetProperty("change") is { ValueKind: JsonValueKind.Number } change ? change.GetInt64() : null;

    public static JsonElement Data(this JsonElement item) => item.GetProperty("data");

    /// <summary>A text of the data.</summary>
    public static string? Text(this JsonElement item, string name) => item.Data().GetProperty(name).GetString();

    private static async Task<(List<JsonElement> Items, string Position)> ReadOnAsync(this Service service, string? after, string? types)
    {
        var items = new List<JsonElement>();
        while (true)
        {
            var query = (after is null ? "" : $"&after={after}") + (types is null ? "" : $"&types={types}");
            var page = (await service.Backend.GetAsync($"{Path}?limit=100{query}")).Expect(HttpStatusCode.OK);
            Assert.False(page["reset"].GetBoolean());
            items.AddRange(page["items"].EnumerateArray());
            after = page["position"].GetString()!;
            if (!page["hasMore"].GetBoolean())
                return (items, after);
        }
    }
}
