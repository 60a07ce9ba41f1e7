using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>AES-256-GCM. A text is base64url of: the version, a nonce made by chance, what is encrypted, its tag. Version and owner are authenticated with it.</summary>
internal sealed class AesWebhookCipher(WebhookKeyOptions options) : IWebhookCipher
{
    private const byte Version = 1;
    private const int NonceStart = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int TextStart = NonceStart + NonceSize;

    public bool HasKey => options.EncryptionKey is not null;

    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public string Encrypt(string secret, string owner)
    {
        using var aes = new AesGcm(options.EncryptionKey ?? throw new InvalidOperationException("There is no key to encrypt with."), TagSize);
        var text = Encoding.UTF8.GetBytes(secret);
        var all = new byte[TextStart + text.Length + TagSize];
        all[0] = Version;
        RandomNumberGenerator.Fill(all.AsSpan(NonceStart, NonceSize));
        aes.Encrypt(all.AsSpan(NonceStart, NonceSize), text, all.AsSpan(TextStart, text.Length), all.AsSpan(TextStart + text.Length), Bound(owner));
        return Base64Url.EncodeToString(all);
    }

    public string? Decrypt(string text, string owner)
    {
        if (options.EncryptionKey is not { } key || !Base64Url.IsValid(text))
            return null;
        var all = Base64Url.DecodeFromChars(text);
        var size = all.Length - TextStart - TagSize;
        if (size < 0 || all[0] != Version)
            return null;
        using var aes = new AesGcm(key, TagSize);
        var plain = new byte[size];
        try
        {
            aes.Decrypt(all.AsSpan(NonceStart, NonceSize), all.AsSpan(TextStart, size), all.AsSpan(TextStart + size), plain, Bound(owner));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Bound(string owner) => [Version, .. Encoding.UTF8.GetBytes(owner)];
}
