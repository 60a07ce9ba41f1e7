using Allmine.Application.Paging;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Chats;

/// <summary>Where a chat stands in the lists of its members: by its last activity, and by its identifier among those of one time.</summary>
/// <param name="UpdatedAt">UTC, whole milliseconds.</param>
/// <param name="Id">The chat.</param>
public readonly record struct ChatPosition(DateTime UpdatedAt, Id<Chat> Id) : IComparable<ChatPosition>
{
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

    internal long[] ToNumbers() => TimedPlace.ToNumbers(UpdatedAt, Id);

    internal static ChatPosition From(ReadOnlySpan<long> numbers)
    {
        var (updatedAt, id) = TimedPlace.From<Chat>(numbers);
        return new ChatPosition(updatedAt, id);
    }
}
