using Allmine.Application.Chats.SetSettings;
using Allmine.Domain;

namespace Allmine.Api.Contracts.Chats;

/// <summary>What is to change of the caller's own settings. What is left out stays.</summary>
public sealed record SetSettingsRequest
{
    private Change<string> mutedUntil;

    /// <summary>Whether the chat is to be muted. <c>false</c> also takes <c>mutedUntil</c> away.</summary>
    /// <example>true</example>
    public bool? Muted { get; init; }

    /// <summary>When the muting is to end, UTC, as in 2026-01-15T10:30:00.000Z; alone, it mutes. Null takes the end away.</summary>
    /// <example>2026-12-31T08:00:00.000Z</example>
    public string? MutedUntil
    {
        get => mutedUntil.Value;
        set => mutedUntil = Change<string>.To(value);
    }

    /// <summary>Whether the chat is to be archived: kept out of the list until the next message, and longer while it is muted.</summary>
    /// <example>false</example>
    public bool? Archived { get; init; }

    /// <summary>Whether the chat is to be pinned.</summary>
    /// <example>false</example>
    public bool? Pinned { get; init; }

    /// <summary>The change as a command.</summary>
    internal SetSettingsCommand ToCommand(string chatId) => new(chatId, Muted, mutedUntil, Archived, Pinned);
}
