namespace Allmine.Application.Ports.Webhooks;

/// <summary>What is sent to a receiver, once.</summary>
/// <param name="Url">Where.</param>
/// <param name="Id">The header <c>webhook-id</c>: the same in every attempt.</param>
/// <param name="Timestamp">The header <c>webhook-timestamp</c>: when this attempt is made.</param>
/// <param name="Body">JSON, in UTF-8.</param>
/// <param name="Secrets">Each signs it; one or two, each <c>whsec_</c> and base64.</param>
public sealed record WebhookRequest(Uri Url, string Id, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Secrets);
