using System.Buffers.Binary;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Chats;

/// <summary>Where a chat stands in the lists of its members: by its last activity, and by its identifier among those of one time.</summary>
/// <param name="UpdatedAt">UTC, whole milliseconds.</param>
/// <param name="Id">The chat.</param>
public readonly record struct ChatPosition(DateTime UpdatedAt, Id<Chat> Id) : IComparable<ChatPosition>
{
    /// <summary>How many numbers a position takes in a cursor.</summary>
    internal const int Numbers = 3;

    public static bool operator <(ChatPosition left, ChatPosition right) => left.CompareTo(right) < 0;

    public static bool operator <=(ChatPosition left, ChatPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >(ChatPosition left, ChatPosition right) => left.CompareTo(right) > 0;

    public static bool operator >=(ChatPosition left, ChatPosition right) => left.CompareTo(right) >= 0;

    public static ChatPosition Of(Chat chat) => new(chat.UpdatedAt, chat.Id);

    /// <summary>Later activity is greater.</summary>
    public int CompareTo(ChatPosition other)
    {
        var byTime = UpdatedAt.CompareTo(other.UpdatedAt);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }

    /// <summary>The time and the two halves of the identifier.</summary>
    internal long[] ToNumbers()
    {
        Span<byte> id = stackalloc byte[2 * sizeof(long)];
        Id.WriteTo(id);
        return [UpdatedAt.Ticks, BinaryPrimitives.ReadInt64BigEndian(id), BinaryPrimitives.ReadInt64BigEndian(id[sizeof(long)..])];
    }

    /// <summary>Whether a position may have that number for its time.</summary>
    internal static bool IsTime(long number) => number >= DateTime.UnixEpoch.Ticks && number <= DateTime.MaxValue.Ticks;

    internal static ChatPosition From(ReadOnlySpan<long> numbers)
    {
        Span<byte> id = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(id, numbers[1]);
        BinaryPrimitives.WriteInt64BigEndian(id[sizeof(long)..], numbers[2]);
        return new ChatPosition(new DateTime(numbers[0], DateTimeKind.Utc), Id<Chat>.FromBytes(id[..Id<Chat>.Size]));
    }
}
