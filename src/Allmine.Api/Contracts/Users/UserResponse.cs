using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Users;

/// <summary>A user.</summary>
public sealed record UserResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>The name; null for a user whose record can't be read.</summary>
    public string? Username { get; init; }

    public string? ProfilePhoto { get; init; }

    /// <summary><c>person</c> or <c>system</c>; null for a user whose record can't be read.</summary>
    public string? Kind { get; init; }
}
