using System.Buffers.Binary;
using System.Text;
using Allmine.Application.Paging;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Messages.ListReactions;

/// <summary>
/// Where a reaction stands among all of its message. It is told by the reaction itself, so that a page goes on from there also when that one was taken
/// back meanwhile.
/// </summary>
internal readonly record struct ReactionPosition(DateTime At, Id<User> UserId, string Emoji) : IComparable<ReactionPosition>
{
    private const char List = 'R';

    private const int NumbersOfEmoji = Reaction.MaxEmojiBytes / sizeof(long);

    private const int NumbersOfUser = 2;

    public static bool operator >(ReactionPosition left, ReactionPosition right) => left.CompareTo(right) > 0;

    public static bool operator <(ReactionPosition left, ReactionPosition right) => left.CompareTo(right) < 0;

    public static bool operator >=(ReactionPosition left, ReactionPosition right) => left.CompareTo(right) >= 0;

    public static bool operator <=(ReactionPosition left, ReactionPosition right) => left.CompareTo(right) <= 0;

    public static ReactionPosition Of(ReactionItem item) => new(item.At, item.UserId, item.Emoji);

    /// <returns>Null for no cursor: the first page.</returns>
    /// <exception cref="InvalidRequestException">The text is not a cursor that this user was given for this list.</exception>
    public static ReactionPosition? Parse(string? cursor, Id<User> owner)
    {
        if (PageCursor.PositionIn(cursor, List, owner, 1 + NumbersOfUser + NumbersOfEmoji) is not { } numbers)
            return null;
        // A digest is no secret: who knows how it is made can write a time that is none.
        if (numbers[0] < DateTime.UnixEpoch.Ticks || numbers[0] > DateTime.MaxValue.Ticks)
            throw new InvalidRequestException(ErrorCode.Format, PageCursor.Field);
        Span<byte> bytes = stackalloc byte[sizeof(long) * (NumbersOfUser + NumbersOfEmoji)];
        for (var i = 1; i < numbers.Count; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes[(sizeof(long) * (i - 1))..], numbers[i]);
        var emoji = bytes[(sizeof(long) * NumbersOfUser)..].TrimEnd((byte)0);
        return new ReactionPosition(new DateTime(numbers[0], DateTimeKind.Utc), Id<User>.FromBytes(bytes[..Id<User>.Size]), Encoding.UTF8.GetString(emoji));
    }

    /// <summary>Whoever reacted first comes first.</summary>
    public int CompareTo(ReactionPosition other)
    {
        var order = At.CompareTo(other.At);
        if (order == 0)
            order = UserId.CompareTo(other.UserId);
        return order == 0 ? string.CompareOrdinal(Emoji, other.Emoji) : order;
    }

    public string ToCursor(Id<User> owner)
    {
        // No emoji has U+0000 in it, so that what is left over says where it ends.
        Span<byte> bytes = stackalloc byte[sizeof(long) * (NumbersOfUser + NumbersOfEmoji)];
        bytes.Clear();
        UserId.WriteTo(bytes);
        Encoding.UTF8.GetBytes(Emoji, bytes[(sizeof(long) * NumbersOfUser)..]);
        var numbers = new long[1 + NumbersOfUser + NumbersOfEmoji];
        numbers[0] = At.Ticks;
        for (var i = 1; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(sizeof(long) * (i - 1))..]);
        return new PageCursor(List, owner, numbers).ToString();
    }
}
