using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Paging;

/// <summary>
/// Where a reader's next page of a list begins. Callers hand it back as they got it: it says which list and which reader it is
/// of, so that one of another list, of another user, or made up is told apart; a digest tells one that was changed. None of it
/// is a secret, and it opens no door: what it leads to is read as that very reader.
/// </summary>
/// <param name="List">The list, by a letter that no other list has.</param>
/// <param name="ReaderId">Whose list.</param>
/// <param name="Position">What the page begins after, as the list understands it.</param>
public sealed record PageCursor(char List, Id<User> ReaderId, IReadOnlyList<long> Position)
{
    public const string Field = "cursor";

    private const int HeadLength = 1 + Id<User>.Size;

    private const int DigestLength = 8;

    /// <summary>Far more than any list needs.</summary>
    private const int MaxLength = 256;

    /// <summary>The rule that the text breaks whoever reads, or null; an absent one breaks none.</summary>
    public static ErrorDetail? Violation(string? text) => text is null || TryParse(text, out _) ? null : new ErrorDetail(ErrorCode.Format, Field);

    /// <summary>The position in a cursor that a caller has handed back; null if there was none.</summary>
    /// <param name="text">As the caller sent it.</param>
    /// <param name="list">The list that is asked for.</param>
    /// <param name="readerId">Who asks.</param>
    /// <param name="length">How many numbers a position of this list has.</param>
    /// <exception cref="InvalidRequestException"><c>validation.cursor.format</c>: it is none of this list and reader.</exception>
    public static IReadOnlyList<long>? PositionIn(string? text, char list, Id<User> readerId, int length)
    {
        if (text is null)
            return null;
        if (!TryParse(text, out var cursor) || cursor.List != list || cursor.ReaderId != readerId || cursor.Position.Count != length)
            throw new InvalidRequestException(ErrorCode.Format, Field);
        return cursor.Position;
    }

    /// <summary>Letters, digits, <c>-</c> and <c>_</c>, to be put into an address as it is.</summary>
    public override string ToString()
    {
        var bytes = new byte[HeadLength + (sizeof(long) * Position.Count) + DigestLength];
        bytes[0] = checked((byte)List);
        ReaderId.WriteTo(bytes.AsSpan(1));
        for (var i = 0; i < Position.Count; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(HeadLength + (sizeof(long) * i)), Position[i]);
        DigestOf(bytes).CopyTo(bytes, bytes.Length - DigestLength);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text);
        var positionLength = bytes.Length - HeadLength - DigestLength;
        if (positionLength < 0 || positionLength % sizeof(long) != 0)
            return false;
        var position = new long[positionLength / sizeof(long)];
        for (var i = 0; i < position.Length; i++)
            position[i] = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(HeadLength + (sizeof(long) * i)));
        cursor = new PageCursor((char)bytes[0], Id<User>.FromBytes(bytes.AsSpan(1, Id<User>.Size)), position);
        // The digest, and what carries nothing: spare bits, padding, white space. Only what was handed out is taken.
        return cursor.ToString() == text;
    }

    /// <summary>Of all that stands before it.</summary>
    private static byte[] DigestOf(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes[..^DigestLength])[..DigestLength];
}
