namespace Allmine.Infrastructure.Webhooks;

/// <summary>What the secrets of webhooks are kept under.</summary>
/// <param name="EncryptionKey"><see cref="Size"/> bytes; null for none: then no webhook can be made.</param>
public sealed record WebhookKeyOptions(byte[]? EncryptionKey)
{
    /// <summary>In bytes: of AES-256.</summary>
    public const int Size = 32;

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{nameof(WebhookKeyOptions)} {{ {nameof(EncryptionKey)} = {(EncryptionKey is null ? "none" : "given")} }}";
}
