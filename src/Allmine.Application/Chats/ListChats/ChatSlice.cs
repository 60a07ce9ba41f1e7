using Allmine.Domain.Chats;

namespace Allmine.Application.Chats.ListChats;

/// <summary>A part of a user's list of chats, from where it was asked for down to where it ends.</summary>
/// <param name="Chats">All that stand in it, newest activity first.</param>
/// <param name="End">Where it ends, that position included; null if the list ends with it.</param>
public sealed record ChatSlice(IReadOnlyList<Chat> Chats, ChatPosition? End)
{
    /// <summary>A part that was read by its hours.</summary>
    /// <param name="found">The first chats of these hours in their order, one more than the limit if there are so many.</param>
    /// <param name="limit">The most chats of the part.</param>
    /// <param name="lastHour">The last of the hours; null if the list ends within them.</param>
    public static ChatSlice Of(IReadOnlyList<Chat> found, int limit, DateTime? lastHour) => found.Count > limit
        ? new([.. found.Take(limit)], ChatPosition.Of(found[limit - 1]))
        : new(found, lastHour is { } hour ? new ChatPosition(hour, default) : null);
}
