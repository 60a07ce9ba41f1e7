namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>message.delivered</c>: a chat has come to a member's devices up to a message.</summary>
public sealed record MessageDeliveredEvent
{
    public required string ChatId { get; init; }

    /// <summary>The member.</summary>
    public required string UserId { get; init; }

    /// <summary>The number of the message.</summary>
    public long Sequence { get; init; }
}
