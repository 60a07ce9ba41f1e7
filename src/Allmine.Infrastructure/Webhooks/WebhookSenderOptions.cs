using System.Net;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>Where webhooks may be sent, and as whom.</summary>
public sealed record WebhookSenderOptions
{
    /// <summary>Of the service, for the header <c>user-agent</c>.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>Private networks that may be reached, by https.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Whether loopback, link-local and private addresses may be reached, and <c>http</c> is allowed.</summary>
    public bool AllowsPrivate { get; init; }
}
