namespace Allmine.Application.Webhooks;

/// <summary>Times that callers rely on.</summary>
public static class WebhookTimes
{
    /// <summary>So long the secret before a rotation still signs.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    /// <summary>So long a webhook that is off keeps its place.</summary>
    public static readonly TimeSpan KeptPlace = TimeSpan.FromDays(3);

    /// <summary>So long deliveries are listed that have been taken.</summary>
    public static readonly TimeSpan ListedDelivered = TimeSpan.FromHours(24);
}
