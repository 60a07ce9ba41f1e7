using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Messages;

/// <summary>The message of the same chat that a message answers.</summary>
public sealed record ReplyToResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>That message's number in the chat.</summary>
    public long Sequence { get; init; }
}
