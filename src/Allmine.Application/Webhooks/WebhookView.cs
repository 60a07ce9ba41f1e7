namespace Allmine.Application.Webhooks;

/// <summary>A webhook as callers see it.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Backlog">What its receiver has not taken yet.</param>
public sealed record WebhookView(Webhook Webhook, WebhookBacklog Backlog)
{
    /// <summary>Its secret, which is shown once: where it was just made; null otherwise.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether the call has made the webhook.</summary>
    public bool IsNew { get; init; }
}
