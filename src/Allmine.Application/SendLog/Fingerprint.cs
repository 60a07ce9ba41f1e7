using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Allmine.Application.SendLog;

/// <summary>
/// Tells whether two requests with one key are the same: SHA-256 over their parsed fields. White space and the order of
/// properties don't count; an absent field differs from every present one.
/// </summary>
public sealed class Fingerprint : IEquatable<Fingerprint>
{
    private readonly byte[] digest;

    private Fingerprint(byte[] digest) => this.digest = digest;

    /// <param name="fields">In a fixed order; each is written with its length, so that no two lists run into the same bytes.</param>
    public static Fingerprint Of(params ReadOnlySpan<string?> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in fields)
        {
            var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes?.Length ?? -1);
            hash.AppendData(length);
            if (bytes is not null)
                hash.AppendData(bytes);
        }

        return new Fingerprint(hash.GetHashAndReset());
    }

    /// <summary>A fingerprint as it was stored.</summary>
    public static Fingerprint Restore(byte[] digest) =>
        digest.Length == SHA256.HashSizeInBytes ? new Fingerprint(digest) : throw new ArgumentException("Not a SHA-256 digest.", nameof(digest));

    public byte[] ToBytes() => [.. digest];

    public bool Equals(Fingerprint? other) => other is not null && digest.AsSpan().SequenceEqual(other.digest);

    public override bool Equals(object? obj) => Equals(obj as Fingerprint);

    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(digest);
}
