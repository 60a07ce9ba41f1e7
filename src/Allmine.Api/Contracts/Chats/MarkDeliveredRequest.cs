namespace Allmine.Api.Contracts.Chats;

/// <summary>How far a chat has come to the caller's devices.</summary>
public sealed record MarkDeliveredRequest
{
    /// <summary>The number of the last message that is there. Past the end it is brought down to the last one.</summary>
    /// <example>12</example>
    public long? Sequence { get; init; }
}
