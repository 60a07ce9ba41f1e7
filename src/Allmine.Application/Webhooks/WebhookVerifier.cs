using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>Tells whether something was signed with the secret of a webhook of this service. For a receiver that is the service itself, in development.</summary>
public sealed class WebhookVerifier
{
    private const string Version = "v1,";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly WebhookBook book;
    private readonly WebhookSecrets secrets;
    private readonly TimeProvider time;

    internal WebhookVerifier(WebhookBook book, WebhookSecrets secrets, TimeProvider time) => (this.book, this.secrets, this.time) = (book, secrets, time);

    /// <param name="name">The webhook's name; of one that is not there nothing is signed.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>: whole seconds, at most 5 minutes away.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>: one or more, separated by spaces; one that is right is enough.</param>
    /// <param name="body">As it was received.</param>
    /// <param name="cancellationToken">Ends the look at the store.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<bool> IsSignedAsync(string name, string id, string timestamp, string signatures, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (id.Length == 0 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
            || (await book.ReadAsync(cancellationToken)).Find(name) is not { } webhook)
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body.Span];
        var expected = secrets.Signing(webhook).Select(secret => Sign(secret, signed)).ToList();
        return signatures.Split(' ').Any(signature => expected.Any(one => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), one)));
    }

    private static byte[] Sign(string secret, byte[] signed) =>
        Encoding.UTF8.GetBytes(Version + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[WebhookSecrets.Prefix.Length..]), signed)));
}
