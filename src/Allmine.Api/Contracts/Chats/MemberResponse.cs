using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Chats;

/// <summary>A member of a chat.</summary>
public sealed record MemberResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>The name; null for a user whose record can't be read.</summary>
    public string? Username { get; init; }

    public string? ProfilePhoto { get; init; }

    /// <summary><c>owner</c>, <c>admin</c> or <c>member</c>; in a direct chat both are <c>member</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Since when they are a member, UTC.</summary>
    public DateTime JoinedAt { get; init; }

    /// <summary>The number of the last message that they have read; 0 for none.</summary>
    public long ReadUpTo { get; init; }

    /// <summary>The number of the last message that has reached them; 0 for none.</summary>
    public long DeliveredUpTo { get; init; }

    /// <summary>
    /// Whether they have the chat muted now, for whoever sends pushes. It is told by <c>GET /chats/{chatId}</c> to a service that acts for nobody; null for everybody else,
    /// and where their settings can't be read.
    /// </summary>
    public bool? Muted { get; init; }

    /// <summary>Likewise when their muting ends, or has ended, UTC; null for never.</summary>
    public DateTime? MutedUntil { get; init; }
}
