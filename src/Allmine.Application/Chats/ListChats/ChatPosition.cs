using System.Buffers.Binary;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Chats.ListChats;

/// <summary>Where a chat stands in the lists of its members: by its last activity, and by its identifier among those of one time.</summary>
/// <param name="UpdatedAt">UTC, whole milliseconds.</param>
/// <param name="Id">The chat.</param>
public readonly record struct ChatPosition(DateTime UpdatedAt, Id<Chat> Id) : IComparable<ChatPosition>
{
    /// <summary>Length of the binary form, in bytes.</summary>
    internal const int Size = sizeof(long) + Id<Chat>.Size;

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

    internal void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, UpdatedAt.Ticks);
        Id.WriteTo(destination[sizeof(long)..]);
    }

    internal static ChatPosition From(ReadOnlySpan<byte> bytes) =>
        new(new DateTime(BinaryPrimitives.ReadInt64BigEndian(bytes), DateTimeKind.Utc), Id<Chat>.FromBytes(bytes[sizeof(long)..Size]));
}
