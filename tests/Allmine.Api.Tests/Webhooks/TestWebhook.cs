using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>A webhook of one test, with a receiver of its own; removed in the end.</summary>
public sealed class TestWebhook : IAsyncDisposable
{
    private readonly Service service;

    private TestWebhook(Service service, string name, WebhookMailbox mailbox, string secret) => (this.service, Name, Mailbox, Secret) = (service, name, mailbox, secret);

    public string Name { get; }

    public WebhookMailbox Mailbox { get; }

    /// <summary>As it was shown when it was made.</summary>
    public string Secret { get; }

    public string Path => PathOf(Name);

    public static string PathOf(string name) => $"/api/v2/webhooks/{name}";

    /// <param name="service">On which service.</param>
    /// <param name="mailbox">Where to.</param>
    /// <param name="body">What it is to be, besides its URL.</param>
    public static async Task<TestWebhook> NewAsync(Service service, WebhookMailbox mailbox, Dictionary<string, object>? body = null)
    {
        var name = Tokens.NewId();
        var made = await service.Backend.PutAsync(PathOf(name), JsonSerializer.Serialize(new Dictionary<string, object>(body ?? []) { ["url"] = mailbox.Url }));
        return new TestWebhook(service, name, mailbox, made.Expect(HttpStatusCode.Created)["secret"].GetString()!);
    }

    public async Task<Reply> ReadAsync() => (await service.Backend.GetAsync(Path)).Expect(HttpStatusCode.OK);

    public async Task<Reply> PutAsync(string json) => (await service.Backend.PutAsync(Path, json)).Expect(HttpStatusCode.OK);

    public Task<Reply> PostAsync(string rest, string json = "") => service.Backend.SendAsync(HttpMethod.Post, $"{Path}/{rest}", json.Length == 0 ? null : Caller.JsonBody(json));

    /// <summary>The deliveries of a page, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string query = "") =>
        [.. (await service.Backend.GetAsync($"{Path}/deliveries?limit=100{query}")).Expect(HttpStatusCode.OK)["items"].EnumerateArray()];

    /// <summary>The delivery of an event, as soon as it stands so.</summary>
    public async Task<JsonElement> UntilAsync(string status, Func<JsonElement, bool> isIt)
    {
        JsonElement found = default;
        await Eventually.HoldsAsync(async () => (await DeliveriesAsync()).Where(isIt).Select(item => found = item).Any(item => item.GetProperty("status").GetString() == status));
        return found;
    }

    public async Task<string> RetryAsync(JsonElement delivery)
    {
        var id = delivery.GetProperty("id").GetString()!;
        (await PostAsync($"deliveries/{id}/retry")).Expect(HttpStatusCode.Accepted);
        return id;
    }

    public async ValueTask DisposeAsync() => await service.Backend.SendAsync(HttpMethod.Delete, Path, null);
}
