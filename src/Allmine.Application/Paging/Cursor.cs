using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Paging;

/// <summary>
/// A position in a list as callers carry it from page to page: opaque, and of use to nobody but the user it was made for.
/// A digest over position, list and user tells a cursor that was changed, made up, or given to somebody else. It is not a
/// secret: who forges one all the same reads no more than their own list from another place.
/// </summary>
internal static class Cursor
{
    private const int DigestSize = 14;

    /// <param name="list">The name of the list.</param>
    /// <param name="owner">Whose list it is.</param>
    /// <param name="position">What the list needs to go on.</param>
    public static string Write(string list, Id<User> owner, ReadOnlySpan<byte> position) =>
        Base64Url.EncodeToString([.. position, .. DigestOf(list, owner, position)]);

    /// <summary>The position, or null if the text is not a cursor of that list and user.</summary>
    public static byte[]? Read(string list, Id<User> owner, string text)
    {
        // Lengths first: what is surely too long is not decoded at all.
        if (text.Length > 1024 || !Base64Url.IsValid(text, out var length) || length < DigestSize)
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        var position = bytes.AsSpan(0, bytes.Length - DigestSize);
        // Written anew, so that one position has one cursor: padding and the last character's spare bits would leave room.
        return CryptographicOperations.FixedTimeEquals(DigestOf(list, owner, position), bytes.AsSpan(position.Length)) && Base64Url.EncodeToString(bytes) == text
            ? position.ToArray()
            : null;
    }

    private static byte[] DigestOf(string list, Id<User> owner, ReadOnlySpan<byte> position) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(list), 0, .. owner.ToBytes(), .. position])[..DigestSize];
}
