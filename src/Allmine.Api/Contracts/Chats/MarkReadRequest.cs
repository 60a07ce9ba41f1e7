namespace Allmine.Api.Contracts.Chats;

/// <summary>How far a chat has been read.</summary>
public sealed record MarkReadRequest
{
    /// <summary>The number of the last message read. Past the end it is brought down to the last one.</summary>
    /// <example>12</example>
    public long? Sequence { get; init; }
}
