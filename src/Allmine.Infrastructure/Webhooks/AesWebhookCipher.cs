using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>AES-256-GCM, with a random nonce for each text: a byte for the form, the nonce, the ciphertext, the tag.</summary>
/// <param name="key">32 bytes; null for none.</param>
internal sealed class AesWebhookCipher(byte[]? key) : IWebhookCipher
{
    private const byte Form = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeadSize = 1 + NonceSize;

    public bool HasKey => key is not null;

    public string Encrypt(string secret, string owner)
    {
        using var cipher = new AesGcm(key ?? throw new InvalidOperationException("There is no key."), TagSize);
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[HeadSize + plain.Length + TagSize];
        box[0] = Form;
        RandomNumberGenerator.Fill(box.AsSpan(1, NonceSize));
        cipher.Encrypt(box.AsSpan(1, NonceSize), plain, box.AsSpan(HeadSize, plain.Length), box.AsSpan(HeadSize + plain.Length), Encoding.UTF8.GetBytes(owner));
        return Base64Url.EncodeToString(box);
    }

    public string? Decrypt(string text, string owner)
    {
        if (key is null || !Base64Url.IsValid(text))
            return null;
        var box = Base64Url.DecodeFromChars(text);
        if (box.Length < HeadSize + TagSize || box[0] != Form)
            return null;
        var plain = new byte[box.Length - HeadSize - TagSize];
        using var cipher = new AesGcm(key, TagSize);
        try
        {
            cipher.Decrypt(box.AsSpan(1, NonceSize), box.AsSpan(HeadSize, plain.Length), box.AsSpan(HeadSize + plain.Length), plain, Encoding.UTF8.GetBytes(owner));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }
}
