using System.Security.Cryptography;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>Makes the secrets of webhooks, and opens those that sign now.</summary>
internal sealed class WebhookSecrets(IWebhookCipher cipher, TimeProvider time)
{
    /// <summary>What the text of a secret begins with, before the base64.</summary>
    public const string Prefix = "whsec_";

    private const int Size = 32;

    public bool CanKeep => cipher.HasKey;

    /// <returns>A secret as the receiver is shown it, once, and as it is kept.</returns>
    public (string Shown, WebhookSecret Kept) Make(Id<WebhookKey> webhook)
    {
        var shown = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size));
        return (shown, new WebhookSecret(cipher.Encrypt(shown, webhook.ToString()), null));
    }

    /// <summary>Whether it can be read with the deployment's key.</summary>
    public bool CanRead(Webhook webhook, WebhookSecret secret) => cipher.Decrypt(secret.Encrypted, webhook.Id.ToString()) is not null;

    /// <returns>One or two; none if one of them can't be read with the deployment's key: what is signed by half would be refused by some.</returns>
    public IReadOnlyList<string> Signing(Webhook webhook)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var secrets = webhook.Secrets.Where(secret => secret.Until is not { } until || until > now).Select(secret => cipher.Decrypt(secret.Encrypted, webhook.Id.ToString())).ToList();
        return secrets.Contains(null) ? [] : [.. secrets.OfType<string>()];
    }
}
