using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>
/// Signs as Standard Webhooks has it. The package StandardWebhooks would bring ASP.NET Core into this layer, and signs texts, for which each
/// body would have to be made into one; tests have its verifier accept what is signed here.
/// </summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>One signature for each secret, with spaces between them.</summary>
    /// <returns>Null if there is no secret, or one that can't be read.</returns>
    public static string? Sign(string id, long timestamp, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        if (secrets.Count == 0)
            return null;
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signatures = new string[secrets.Count];
        for (var i = 0; i < signatures.Length; i++)
        {
            if (KeyOf(secrets[i]) is not { } key)
                return null;
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hash.AppendData(head);
            hash.AppendData(body);
            signatures[i] = $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
        }

        return string.Join(' ', signatures);
    }

    private static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var key = new byte[secret.Length];
        return Convert.TryFromBase64Chars(secret.AsSpan(Prefix.Length), key, out var length) && length > 0 ? key[..length] : null;
    }
}
