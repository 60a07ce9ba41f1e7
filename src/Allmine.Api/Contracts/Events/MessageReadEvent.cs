namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>message.read</c>: a member has read a chat up to a message.</summary>
public sealed record MessageReadEvent
{
    public required string ChatId { get; init; }

    /// <summary>The member.</summary>
    public required string UserId { get; init; }

    /// <summary>The number of the message.</summary>
    public long Sequence { get; init; }
}
