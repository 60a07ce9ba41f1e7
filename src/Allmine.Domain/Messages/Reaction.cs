using System.Buffers;
using System.Text;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <summary>One kind of reaction on a message, and who has given it.</summary>
/// <param name="Emoji">Compared byte for byte.</param>
/// <param name="Reactors">Whoever reacted first comes first; one or more, each user once.</param>
public sealed record Reaction(string Emoji, IReadOnlyList<Reactor> Reactors)
{
    /// <summary>The most bytes of UTF-8 that an emoji has.</summary>
    public const int MaxEmojiBytes = 32;

    /// <summary>The most kinds of reaction that a message has at once.</summary>
    public const int MaxKinds = 20;

    private static readonly SearchValues<char> Separators = SearchValues.Create("/");

    /// <summary>The rule that an emoji breaks, or null. It is any text of 1 to 32 bytes that can be a part of a path: no white space, control characters or slashes.</summary>
    public static ErrorDetail? Violation(string? emoji)
    {
        var isEmoji = emoji is not (null or "" or "." or "..")
            && emoji.Length <= MaxEmojiBytes
            && PlainText.IsWellFormed(emoji)
            && !emoji.AsSpan().ContainsAny(Separators)
            && emoji.EnumerateRunes().All(rune => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
            && Encoding.UTF8.GetByteCount(emoji) <= MaxEmojiBytes;
        return isEmoji ? null : new ErrorDetail(ErrorCode.Format, FieldNames.Emoji);
    }

    public bool IsBy(Id<User> userId) => Reactors.Any(reactor => reactor.UserId == userId);
}
