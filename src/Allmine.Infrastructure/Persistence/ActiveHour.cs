using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;

namespace Allmine.Infrastructure.Persistence;

/// <summary>
/// The hour of a chat's last activity: UTC, the beginning of the hour. The stores find the lists of chats by it. It changes with
/// few messages, so that a message seldom moves the chat in an index for each of its members.
/// </summary>
internal static class ActiveHour
{
    public static DateTime Of(DateTime utc) => utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerHour));

    public static DateTime Of(Chat chat) => Of(chat.UpdatedAt);

    public static DateTime Of(ChatPosition position) => Of(position.UpdatedAt);

    /// <summary>
    /// Whether the round brings the chat into another hour. A chat that still has its revision and last number has the hour that
    /// the round was decided on, too: only a message or its opening moves it.
    /// </summary>
    public static bool IsEnteredBy(ChatChange change) => Of(change.Chat) != Of(change.BaseUpdatedAt);
}
