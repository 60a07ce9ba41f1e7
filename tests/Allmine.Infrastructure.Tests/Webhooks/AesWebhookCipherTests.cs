using System.Buffers.Text;
using System.Security.Cryptography;
using Allmine.Infrastructure.Webhooks;

namespace Allmine.Infrastructure.Tests.Webhooks;

public sealed class AesWebhookCipherTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly AesWebhookCipher cipher = New();

    [Fact]
    public void Decrypt_WhenOfTheSameKeyAndOwner_ThenGivesTheSecret()
    {
        foreach (var secret in new[] { Secret, "", "ğ" })
            Assert.Equal(secret, cipher.Decrypt(cipher.Encrypt(secret, "one"), "one"));
    }

    [Fact]
    public void Encrypt_WhenTwice_ThenDiffersAndHoldsNothingReadable()
    {
        var texts = Enumerable.Range(0, 100).Select(_ => cipher.Encrypt(Secret, "one")).ToList();

        Assert.Equal(100, texts.Distinct().Count());
        Assert.All(texts, text => Assert.Matches("^[A-Za-z0-9_-]+$", text));
        Assert.All(texts, text => Assert.DoesNotContain(Secret, System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)), StringComparison.Ordinal));
    }

    [Fact]
    public void Decrypt_WhenOfAnotherKeyOrOwnerOrWithoutOne_ThenGivesNothing()
    {
        var text = cipher.Encrypt(Secret, "one");

        Assert.Null(cipher.Decrypt(text, "two"));
        Assert.Null(New().Decrypt(text, "one"));
        Assert.Null(new AesWebhookCipher(new WebhookKeyOptions(null)).Decrypt(text, "one"));
    }

    [Fact]
    public void Decrypt_WhenAnyBitIsDamaged_ThenGivesNothing()
    {
        var all = Base64Url.DecodeFromChars(cipher.Encrypt(Secret, "one"));
        for (var i = 0; i < all.Length * 8; i++)
        {
            var damaged = all.ToArray();
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            Assert.Null(cipher.Decrypt(Base64Url.EncodeToString(damaged), "one"));
        }

        for (var length = 0; length < all.Length; length++)
            Assert.Null(cipher.Decrypt(Base64Url.EncodeToString(all.AsSpan(0, length)), "one"));
        foreach (var text in new[] { "", "!", "a", "whsec_", Secret, "ğ" })
            Assert.Null(cipher.Decrypt(text, "one"));
    }

    [Fact]
    public void Cipher_WhenWithoutAKey_ThenSaysSo()
    {
        var without = new AesWebhookCipher(new WebhookKeyOptions(null));

        Assert.True(cipher.HasKey);
        Assert.False(without.HasKey);
        Assert.Throws<InvalidOperationException>(() => without.Encrypt(Secret, "one"));
    }

    private static AesWebhookCipher New() => new(new WebhookKeyOptions(RandomNumberGenerator.GetBytes(WebhookKeyOptions.Size)));
}
