using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Chats;

/// <summary>A part of a user's list of chats, from where it was asked for down to where it ends.</summary>
/// <param name="Chats">All that stand in it, newest activity first; those that can't be read are left out.</param>
/// <param name="Newest">Where the first one stands, readable or not; null for a part without any.</param>
/// <param name="End">Where it ends, that position included; null if the list ends with it.</param>
public sealed record ChatListSlice(IReadOnlyList<Chat> Chats, ChatPosition? Newest, ChatPosition? End)
{
    /// <summary>A part that was read by its hours.</summary>
    /// <param name="found">The first chats of these hours in their order, one more than the limit if there are so many.</param>
    /// <param name="limit">The most chats of the part.</param>
    /// <param name="lastHour">The last of the hours; null if the list ends within them.</param>
    public static ChatListSlice Of(IReadOnlyList<ListedChat> found, int limit, DateTime? lastHour)
    {
        ChatPosition? end = found.Count > limit ? found[limit - 1].Position : lastHour is { } hour ? new ChatPosition(hour, default) : null;
        return new([.. found.Take(limit).Select(listed => listed.Chat).OfType<Chat>()], found.Count > 0 ? found[0].Position : null, end);
    }
}
