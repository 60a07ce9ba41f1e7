using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;

namespace Allmine.Application.Feed;

/// <summary>
/// The positions of the feed, as callers have them: the number of an event with a tag, always the same text for the same event. The tag depends on the store's key, so that a position of
/// another database, of before a restore, or one that was made up, is told apart without the store.
/// </summary>
public sealed class FeedPositions(IStoreKey storeKey)
{
    private const int TagSize = 16;
    private const char Mark = 'f';

    /// <summary>Longer texts are no positions.</summary>
    public const int MaxLength = 64;

    private Known known = new(null, IsRead: false);

    /// <summary>Reads the store's key, once.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref known) is { IsRead: false } before)
        {
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, await storeKey.GetAsync(cancellationToken), HMACSHA256.HashSizeInBytes, info: "feed positions"u8.ToArray());
            // Not if it was forgotten meanwhile: it may be that of the store before.
            Interlocked.CompareExchange(ref known, new Known(key, IsRead: true), before);
        }
    }

    /// <summary>The key is to be read again: the store is another one. Whoever still answers by the one before may.</summary>
    internal void Forget() => Volatile.Write(ref known, Volatile.Read(ref known) with { IsRead = false });

    /// <summary>The position of an event, or of the beginning (0). <see cref="PrepareAsync"/> comes first.</summary>
    public string Of(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + TagSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Tag(bytes[..sizeof(long)], bytes[sizeof(long)..]);
        return Mark + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The number in a position; null if this store never gave it.</summary>
    public long? NumberIn(string position)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + TagSize];
        if (position.Length is 0 or > MaxLength || position[0] != Mark || !Base64Url.IsValid(position.AsSpan(1), out var length) || length != bytes.Length)
            return null;
        Base64Url.DecodeFromChars(position.AsSpan(1), bytes);
        Span<byte> tag = stackalloc byte[TagSize];
        Tag(bytes[..sizeof(long)], tag);
        return CryptographicOperations.FixedTimeEquals(tag, bytes[sizeof(long)..]) ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;
    }

    private void Tag(ReadOnlySpan<byte> number, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Volatile.Read(ref known).Key ?? throw new InvalidOperationException("The store's key has not been read."), number, hash);
        hash[..TagSize].CopyTo(tag);
    }

    private sealed record Known(byte[]? Key, bool IsRead);
}
