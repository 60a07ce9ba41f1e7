using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Allmine.Application.Ports.Events;

namespace Allmine.Application.Events;

/// <summary>
/// Makes positions of the feed into the texts that listeners see, and finds them in these again. A text tells nothing of what happens in
/// the store: the same position has another text each time, and all are equally long. One that was made up or damaged is found out
/// without the store.
/// </summary>
/// <remarks>
/// AES-256-GCM, with a key of its own for each text: it is derived from the store's key and 16 random bytes, which stand before the
/// ciphertext. So no number of texts wears the store's key out, as random nonces of 12 bytes would.
/// </remarks>
/// <param name="storeKey">The key that the store keeps.</param>
/// <param name="usualLength">How many characters a position has at most, but for rare ones: all up to it are made equally long.</param>
internal sealed class PositionSeal(byte[] storeKey, int usualLength)
{
    /// <summary>No plain position of any store begins with it.</summary>
    private const char Mark = 's';

    private const int SaltSize = 16;
    private const int KeySize = 32;
    private const int TagSize = 16;

    /// <summary>The form of the position, and how many bytes of it follow.</summary>
    private const int HeadSize = 3;

    /// <summary>More than any text that was ever given.</summary>
    private const int MaxLength = 2048;

    /// <summary>Each text has a key of its own, so this never has to change.</summary>
    private static readonly byte[] Nonce = new byte[12];

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, storeKey, KeySize, info: "event positions"u8.ToArray());
    private readonly int unit = HeadSize + usualLength;

    /// <summary>What a position is packed as: most are digits, of which two fit into a byte.</summary>
    private enum Form : byte
    {
        Characters,
        UpperDigits,
        LowerDigits,
    }

    /// <summary>A text of letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Seal(EventPosition position)
    {
        var (form, bytes) = Pack(position.Text);
        var size = (HeadSize + bytes.Length + unit - 1) / unit * unit;
        var box = new byte[SaltSize + size + TagSize];
        var (salt, content, tag) = PartsOf(box);
        RandomNumberGenerator.Fill(salt);
        content[0] = (byte)form;
        BinaryPrimitives.WriteUInt16BigEndian(content[1..], (ushort)bytes.Length);
        bytes.CopyTo(content[HeadSize..]);
        using var cipher = CipherOf(salt);
        cipher.Encrypt(Nonce, content, content, tag);
        return Mark + Base64Url.EncodeToString(box);
    }

    /// <summary>The position in a text; null if this store never gave it.</summary>
    public EventPosition? Open(string text)
    {
        if (text.Length is 0 or > MaxLength || text[0] != Mark || !Base64Url.IsValid(text.AsSpan(1)))
            return null;
        var box = Base64Url.DecodeFromChars(text.AsSpan(1));
        if (box.Length < SaltSize + HeadSize + TagSize)
            return null;
        var (salt, content, tag) = PartsOf(box);
        using var cipher = CipherOf(salt);
        try
        {
            cipher.Decrypt(Nonce, content, tag, content);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var bytes = content.Slice(HeadSize, BinaryPrimitives.ReadUInt16BigEndian(content[1..]));
        return new EventPosition((Form)content[0] switch
        {
            Form.UpperDigits => Convert.ToHexString(bytes),
            Form.LowerDigits => Convert.ToHexStringLower(bytes),
            _ => Encoding.UTF8.GetString(bytes),
        });
    }

    private static (Form Form, byte[] Bytes) Pack(string position)
    {
        if (position.Length % 2 != 0)
            return (Form.Characters, Encoding.UTF8.GetBytes(position));
        if (position.All(char.IsAsciiHexDigitUpper))
            return (Form.UpperDigits, Convert.FromHexString(position));
        return position.All(char.IsAsciiHexDigitLower)
            ? (Form.LowerDigits, Convert.FromHexString(position))
            : (Form.Characters, Encoding.UTF8.GetBytes(position));
    }

    private static Parts PartsOf(Span<byte> box) => new(box[..SaltSize], box[SaltSize..^TagSize], box[^TagSize..]);

    private AesGcm CipherOf(ReadOnlySpan<byte> salt)
    {
        Span<byte> ofText = stackalloc byte[KeySize];
        HMACSHA256.HashData(key, salt, ofText);
        return new AesGcm(ofText, TagSize);
    }

    private readonly ref struct Parts(Span<byte> salt, Span<byte> content, Span<byte> tag)
    {
        private readonly Span<byte> salt = salt;
        private readonly Span<byte> content = content;
        private readonly Span<byte> tag = tag;

        public void Deconstruct(out Span<byte> saltPart, out Span<byte> contentPart, out Span<byte> tagPart)
        {
            saltPart = salt;
            contentPart = content;
            tagPart = tag;
        }
    }
}
