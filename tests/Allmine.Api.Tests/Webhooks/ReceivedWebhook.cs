using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>A request that a receiver has got.</summary>
/// <param name="Id">The header <c>webhook-id</c>.</param>
/// <param name="Timestamp">The header <c>webhook-timestamp</c>.</param>
/// <param name="Signature">The header <c>webhook-signature</c>.</param>
/// <param name="Body">The bytes, as they came.</param>
public sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

    public string Text => Encoding.UTF8.GetString(Body);

    public long? PreviousChange => Json.GetProperty("previousChange") is { ValueKind: JsonValueKind.Number } change ? change.GetInt64() : null;

    public IReadOnlyList<string> Signatures => Signature.Split(' ');

    /// <summary>Whether one of its signatures is by a secret: as Standard Webhooks says, without any code of the service.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        return Signatures.Contains($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
    }
}
