using Allmine.Domain.Chats;

namespace Allmine.Application.Chats;

/// <summary>Whether a member has a chat muted, as it reads at a moment.</summary>
/// <param name="Muted">Whether the chat is muted now.</param>
/// <param name="MutedUntil">When the muting ends, or has ended: UTC, whole milliseconds; null for never.</param>
public readonly record struct MutingView(bool Muted, DateTime? MutedUntil)
{
    public static MutingView Of(ChatSettings settings, DateTime now) => new(settings.IsMutedAt(now), settings.MutedUntil);
}
