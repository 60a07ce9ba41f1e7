using Allmine.Domain.Chats;

namespace Allmine.Application.Chats;

/// <summary>A member's settings of a chat as they read at a moment.</summary>
/// <param name="Muted">Whether the chat is muted now.</param>
/// <param name="MutedUntil">When the muting ends, or has ended: UTC, whole milliseconds; null for never.</param>
/// <param name="Archived">Whether the chat is archived.</param>
/// <param name="Pinned">Whether the chat is pinned.</param>
public sealed record ChatSettingsView(bool Muted, DateTime? MutedUntil, bool Archived, bool Pinned)
{
    /// <summary>Of a member who has set nothing.</summary>
    public static ChatSettingsView None { get; } = new(false, null, false, false);

    public static ChatSettingsView Of(ChatSettings settings, Chat chat, DateTime now) => Of(settings, settings.IsArchivedIn(chat), now);

    public static ChatSettingsView Of(ChatSettings settings, bool isArchived, DateTime now) =>
        new(settings.IsMutedAt(now), settings.MutedUntil, isArchived, settings.IsPinned);
}
