using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Allmine.Domain;

/// <summary>
/// The identifier of a <typeparamref name="T"/>: 12 bytes, written as 24 lower-case hexadecimal digits (the form of a
/// MongoDB ObjectId). The type parameter keeps a user's identifier from being passed for a chat's.
/// </summary>
public readonly struct Id<T> : IEquatable<Id<T>>, IComparable<Id<T>>
    where T : class
{
    /// <summary>Length of the binary form, in bytes.</summary>
    public const int Size = 12;

    /// <summary>Length of the written form, in characters.</summary>
    public const int TextLength = 24;

    private readonly ulong head;
    private readonly uint tail;

    private Id(ulong head, uint tail)
    {
        this.head = head;
        this.tail = tail;
    }

    public static bool operator ==(Id<T> left, Id<T> right) => left.Equals(right);

    public static bool operator !=(Id<T> left, Id<T> right) => !left.Equals(right);

    public static bool operator <(Id<T> left, Id<T> right) => left.CompareTo(right) < 0;

    public static bool operator <=(Id<T> left, Id<T> right) => left.CompareTo(right) <= 0;

    public static bool operator >(Id<T> left, Id<T> right) => left.CompareTo(right) > 0;

    public static bool operator >=(Id<T> left, Id<T> right) => left.CompareTo(right) >= 0;

    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    public static Id<T> FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"An identifier has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        return new Id<T>(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));
    }

    /// <summary>Reads 24 hexadecimal digits, in either case, and nothing else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Id<T> id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (text is not { Length: TextLength }
            || Convert.FromHexString(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != Size)
        {
            id = default;
            return false;
        }

        id = FromBytes(bytes);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Id<T> Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("An identifier is 24 hexadecimal digits.");

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, head);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], tail);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    public int CompareTo(Id<T> other)
    {
        var byHead = head.CompareTo(other.head);
        return byHead != 0 ? byHead : tail.CompareTo(other.tail);
    }

    public bool Equals(Id<T> other) => head == other.head && tail == other.tail;

    public override bool Equals(object? obj) => obj is Id<T> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(head, tail);

    public override string ToString() => string.Create(TextLength, this, static (text, id) =>
    {
        Span<byte> bytes = stackalloc byte[Size];
        id.WriteTo(bytes);
        Convert.TryToHexStringLower(bytes, text, out _);
    });
}
