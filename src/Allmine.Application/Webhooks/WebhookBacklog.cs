namespace Allmine.Application.Webhooks;

/// <summary>What a receiver has not taken yet.</summary>
/// <param name="Events">How many events: counted up to 10,000, beyond that an estimate.</param>
/// <param name="OldestAt">When the oldest of them was recorded; null if there is none.</param>
public sealed record WebhookBacklog(long Events, DateTime? OldestAt)
{
    public static WebhookBacklog Empty { get; } = new(0, null);
}
