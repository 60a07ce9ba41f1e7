using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Chats;

/// <summary>A user whom the caller has blocked.</summary>
public sealed record BlockedUserResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>The name; null for a user whose record can't be read.</summary>
    public string? Username { get; init; }

    public string? ProfilePhoto { get; init; }
}
