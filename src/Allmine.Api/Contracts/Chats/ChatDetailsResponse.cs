using System.Text.Json.Serialization;
using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Chats;

/// <summary>A chat as the caller sees it, with what its members may do and how far they have read. For a service that acts for nobody, without what is a reader's own: 0 and null.</summary>
public sealed record ChatDetailsResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary><c>direct</c> or <c>group</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The title of a group, if it has one; null for a direct chat.</summary>
    public string? Title { get; init; }

    /// <summary>Everybody in it.</summary>
    public required IReadOnlyList<MemberResponse> Members { get; init; }

    /// <summary>Null if there is none yet.</summary>
    public MessageResponse? LastMessage { get; init; }

    /// <summary>The number of the last message; 0 if there is none yet.</summary>
    public long LastSequence { get; init; }

    /// <summary>How many messages of others the caller has not read.</summary>
    public long UnreadCount { get; init; }

    /// <summary>When it was opened, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When its last message was sent, or it was opened, UTC.</summary>
    public DateTime UpdatedAt { get; init; }

    /// <summary>How many of the messages that the caller has not read mention the caller.</summary>
    public long UnreadMentions { get; init; }

    /// <summary>The number of the chat's last change: see <c>GET /chats/{chatId}/changes</c>.</summary>
    public long LastChange { get; init; }

    /// <summary>The photo of a group, if it has one.</summary>
    public MediaResponse? Photo { get; init; }

    /// <summary>The caller's own settings; null for who is no member.</summary>
    public ChatSettingsResponse? Settings { get; init; }
}
