using System.Net;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>Where webhooks may go, and how they present themselves.</summary>
public sealed record WebhookSenderOptions
{
    /// <summary>Private networks that are open nonetheless; none of them has loopback or link-local addresses in it (<see cref="WebhookAddresses.CanBeOpened"/>).</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Whether loopback, link-local and private addresses, and <c>http</c>, are open: for a developer's machine.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Whether a URL is that of this service's own receiver for tries, which is open whatever address it has.</summary>
    public Func<Uri, bool> IsOwnReceiver { get; init; } = _ => false;

    /// <summary>Of the service, for the header <c>user-agent</c>.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>How long an attempt may take: name, connection, TLS and the answer's status line together.</summary>
    public TimeSpan Timeout { get; init; } = IWebhookSender.Timeout;
}
