namespace Allmine.Application.Webhooks;

/// <summary>A secret that signs, as it is kept.</summary>
/// <param name="Encrypted">Encrypted for the webhook.</param>
/// <param name="Until">When it ceases to sign; null for the present one.</param>
public sealed record WebhookSecret(string Encrypted, DateTime? Until);
