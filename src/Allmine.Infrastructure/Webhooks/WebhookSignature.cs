using System.Security.Cryptography;
using System.Text;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>
/// Signs by Standard Webhooks. The package <c>StandardWebhooks</c> takes the body as a string, with one secret at a time: the tests
/// verify with it, and the service signs the bytes that it sends.
/// </summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";

    /// <returns>
    /// The header <c>webhook-signature</c>: one signature for each secret. Of several, the first stands at the end once more: the verifier
    /// of the package looks at the last one of a list only if it is alone.
    /// </returns>
    public static string Of(WebhookRequest request)
    {
        var start = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{request.Id}.{request.Timestamp.ToUnixTimeSeconds()}."));
        var signatures = request.Secrets.Select(secret => Sign(secret, start, request.Body.Span)).ToList();
        if (signatures.Count > 1)
            signatures.Add(signatures[0]);
        return string.Join(' ', signatures);
    }

    private static string Sign(string secret, byte[] start, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(start);
        hash.AppendData(body);
        return $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
    }
}
