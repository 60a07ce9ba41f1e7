using Allmine.Api.Contracts.Webhooks;

namespace Allmine.Api.Development;

/// <summary>What came for the receiver that development has for tries. It is kept in memory, and there is no more of it than this.</summary>
public sealed class WebhookInbox
{
    /// <summary>So many are kept.</summary>
    public const int Greatest = 100;

    /// <summary>The most bytes of a body: what a webhook sends at most.</summary>
    public const int MaxBytes = 20_000;

    private readonly Lock gate = new();
    private readonly LinkedList<ReceivedWebhookResponse> received = [];

    /// <summary>Keeps it, in the place of the oldest if there are too many.</summary>
    public void Add(ReceivedWebhookResponse webhook)
    {
        lock (gate)
        {
            received.AddFirst(webhook);
            if (received.Count > Greatest)
                received.RemoveLast();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (gate)
            received.Clear();
    }

    /// <summary>What is kept, newest first.</summary>
    public IReadOnlyList<ReceivedWebhookResponse> Read()
    {
        lock (gate)
            return [.. received];
    }
}
