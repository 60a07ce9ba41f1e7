namespace Allmine.Application.Webhooks;

/// <summary>What of the rules of webhooks is configured (section <c>Webhooks</c>).</summary>
public sealed record WebhookOptions
{
    /// <summary>How long after an attempt that failed the next one comes; after as many more an event is set aside. Each above 0, at most a day.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        .. Enumerable.Repeat(TimeSpan.FromHours(1), 71),
    ];
}
