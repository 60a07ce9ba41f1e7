namespace Allmine.Application.Webhooks;

/// <summary>How webhooks are delivered.</summary>
public sealed record WebhookOptions
{
    /// <summary>How long after each failed attempt the next one is made; after the last of them the event is set aside.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), .. Enumerable.Repeat(TimeSpan.FromHours(1), 71),
    ];
}
