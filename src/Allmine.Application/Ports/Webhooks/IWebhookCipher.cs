namespace Allmine.Application.Ports.Webhooks;

/// <summary>Keeps the secrets of webhooks from whoever has a copy of the database alone.</summary>
public interface IWebhookCipher
{
    /// <summary>Whether there is a key to do so (<c>Webhooks:EncryptionKey</c>).</summary>
    bool HasKey { get; }

    /// <param name="secret">A secret.</param>
    /// <param name="owner">Whose: it can be read for no other.</param>
    string Encrypt(string secret, string owner);

    /// <returns>Null if it was encrypted with another key, for another owner, or is damaged; or without a key.</returns>
    string? Decrypt(string text, string owner);
}
