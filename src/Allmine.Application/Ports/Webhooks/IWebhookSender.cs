namespace Allmine.Application.Ports.Webhooks;

/// <summary>Sends to receivers, and to nowhere else: the addresses behind a name are looked at with each connection.</summary>
public interface IWebhookSender
{
    /// <summary>The most characters of a URL.</summary>
    const int MaxUrlLength = 2_048;

    /// <summary>How long an answer may take.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Whether a webhook may have this URL, as far as can be told without looking its name up: scheme, user, fragment, length, literal addresses.</summary>
    bool MayHave(string url);

    /// <summary>Sends once; it throws for nothing that a receiver or a network does.</summary>
    Task<WebhookAnswer> SendAsync(WebhookRequest request, CancellationToken cancellationToken);
}
