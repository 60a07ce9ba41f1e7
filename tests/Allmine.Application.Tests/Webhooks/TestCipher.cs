using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>Hides nothing, and tells owners apart.</summary>
internal sealed class TestCipher : IWebhookCipher
{
    public bool HasKey { get; set; } = true;

    /// <summary>What is encrypted by one is read by it alone.</summary>
    public string Key { get; set; } = "";

    public string Encrypt(string secret, string owner) => $"{owner}{Key}:{secret}";

    public string? Decrypt(string text, string owner) => HasKey && text.StartsWith($"{owner}{Key}:", StringComparison.Ordinal) ? text[(owner.Length + Key.Length + 1)..] : null;
}
