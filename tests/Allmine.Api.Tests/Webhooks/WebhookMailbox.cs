using System.Collections.Concurrent;
using Allmine.Api.Tests.Feed;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>What came to one URL, and how it is answered.</summary>
public sealed class WebhookMailbox(string url)
{
    private readonly ConcurrentQueue<ReceivedWebhook> received = new();

    public string Url { get; } = url;

    /// <summary>The status that a request is answered with, given what came and how often it came before.</summary>
    public Func<ReceivedWebhook, int, int> Answer { get; set; } = (_, _) => 204;

    /// <summary>All that came, in order, whatever was answered.</summary>
    public IReadOnlyList<ReceivedWebhook> All => [.. received];

    public IReadOnlyList<ReceivedWebhook> OfChat(string chatId) => [.. received.Where(one => one.Json.ChatId() == chatId)];

    /// <summary>Waits until so many requests of a chat have come, and returns all of that chat.</summary>
    public async Task<IReadOnlyList<ReceivedWebhook>> UntilAsync(string chatId, int count)
    {
        await Eventually.HoldsAsync(() => OfChat(chatId).Count >= count);
        return OfChat(chatId);
    }

    public int Take(ReceivedWebhook request)
    {
        var before = received.Count(one => one.Id == request.Id);
        // Whoever sees the request may change the answers: to this one it is too late then.
        var status = Answer(request, before);
        received.Enqueue(request);
        return status;
    }
}
