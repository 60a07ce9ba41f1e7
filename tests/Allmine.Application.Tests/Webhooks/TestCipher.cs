using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>Hides nothing, and tells owners apart.</summary>
internal sealed class TestCipher : IWebhookCipher
{
    public bool HasKey { get; set; } = true;

    public string Encrypt(string secret, string owner) => $"{owner}:{secret}";

    public string? Decrypt(string text, string owner) => HasKey && text.StartsWith(owner + ":", StringComparison.Ordinal) ? text[(owner.Length + 1)..] : null;
}
