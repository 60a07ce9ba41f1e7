namespace Allmine.Api.Contracts.Chats;

/// <summary>How far a chat has come to the caller's devices.</summary>
public sealed record MarkDeliveredResponse
{
    public required string ChatId { get; init; }

    /// <summary>The number of the last message that has reached the caller; 0 for none. It never goes back.</summary>
    public long Sequence { get; init; }
}
