using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>
/// Tells whether two requests with one key are the same: SHA-256 over their parsed fields. White space and the order of
/// properties don't count; an absent field differs from every present one.
/// </summary>
/// <remarks>
/// The definition of version 1. First come the positional fields: the length of each in bytes as a 32-bit integer, little-endian, and its
/// UTF-8; −1 stands for an absent one. Their number and order never change. Then comes each named field that is present, in the ordinal
/// order of the names: −2, then name and value, each with its length. An absent named field adds nothing, so that a request has the same
/// fingerprint on nodes that know the field and on nodes that don't.
/// </remarks>
public sealed class Fingerprint : IEquatable<Fingerprint>
{
    /// <summary>The version of the definition that fingerprints are computed by, and the only one that can be compared.</summary>
    public const int CurrentVersion = 1;

    private const int Absent = -1;

    /// <summary>No length of a positional field, so that a list with named fields is never the bytes of a list without.</summary>
    private const int Named = -2;

    private readonly byte[] digest;

    private Fingerprint(int version, byte[] digest) => (Version, this.digest) = (version, digest);

    /// <summary>Of the definition: two digests of different versions tell nothing about each other.</summary>
    public int Version { get; }

    /// <param name="fields">In a fixed order; each is written with its length, so that no two lists run into the same bytes.</param>
    public static Fingerprint Of(params ReadOnlySpan<string?> fields) => OfFields(fields, []);

    /// <param name="fields">As above.</param>
    /// <param name="named">
    /// What requests have gained since: by its name, in any order, each name once. Null is an absent field. A value that is more than one
    /// text is written by the caller in one form of its own, so that equal values are equal texts.
    /// </param>
    public static Fingerprint OfFields(ReadOnlySpan<string?> fields, ReadOnlySpan<(string Name, string? Value)> named)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in fields)
            Append(hash, field);
        if (!named.IsEmpty)
            AppendNamed(hash, named);
        return new Fingerprint(CurrentVersion, hash.GetHashAndReset());
    }

    /// <summary>A fingerprint as it was stored.</summary>
    /// <param name="digest">Its bytes.</param>
    /// <param name="version">Of the definition that it was computed by.</param>
    /// <exception cref="FormatException">It can't be compared: the version is not known here, or the bytes are no SHA-256 digest.</exception>
    public static Fingerprint Restore(byte[] digest, long version = CurrentVersion)
    {
        if (version != CurrentVersion)
            throw Unreadable($"its version is {version}, and this program knows {CurrentVersion}");
        if (digest.Length != SHA256.HashSizeInBytes)
            throw Unreadable($"it has {digest.Length} bytes");
        return new Fingerprint(CurrentVersion, digest);
    }

    public byte[] ToBytes() => [.. digest];

    public bool Equals(Fingerprint? other) => other is not null && Version == other.Version && digest.AsSpan().SequenceEqual(other.digest);

    public override bool Equals(object? obj) => Equals(obj as Fingerprint);

    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(digest);

    private static void AppendNamed(IncrementalHash hash, ReadOnlySpan<(string Name, string? Value)> named)
    {
        var present = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in named)
        {
            if (value is not null && !present.TryAdd(name, value))
                throw new ArgumentException($"The field {name} is named twice.", nameof(named));
        }

        foreach (var (name, value) in present)
        {
            AppendLength(hash, Named);
            Append(hash, name);
            Append(hash, value);
        }
    }

    private static void Append(IncrementalHash hash, string? field)
    {
        var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
        AppendLength(hash, bytes?.Length ?? Absent);
        if (bytes is not null)
            hash.AppendData(bytes);
    }

    private static void AppendLength(IncrementalHash hash, int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }

    private static FormatException Unreadable(string reason) => new($"A stored fingerprint can't be compared: {reason}.");
}
