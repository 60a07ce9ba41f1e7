using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>A webhook that this version can't read: a newer one has written it, or somebody has changed it by hand. It stays as it is, and harms no other.</summary>
/// <param name="Name">Null if that can't be read, either.</param>
/// <param name="Id">Null if that can't be read, either.</param>
/// <param name="Text">As it is kept.</param>
public sealed record UnreadableWebhook(string? Name, Id<WebhookKey>? Id, string Text);
