namespace Allmine.Api.Contracts.Chats;

/// <summary>A member's own settings of a chat. Nobody else sees them, but for services, which see who has the chat muted.</summary>
public sealed record ChatSettingsResponse
{
    /// <summary>Whether the chat is muted now.</summary>
    public bool Muted { get; init; }

    /// <summary>When the muting ends, or has ended, UTC; null for never.</summary>
    public DateTime? MutedUntil { get; init; }

    /// <summary>Whether the chat is archived. The next message ends it, unless the chat is muted.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether the chat is pinned. It does not change its place in the list.</summary>
    public bool Pinned { get; init; }
}
