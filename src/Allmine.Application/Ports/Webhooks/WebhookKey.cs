namespace Allmine.Application.Ports.Webhooks;

/// <summary>What the identifier of a webhook is of: one that was removed and made again under its name has another one.</summary>
public abstract class WebhookKey;
