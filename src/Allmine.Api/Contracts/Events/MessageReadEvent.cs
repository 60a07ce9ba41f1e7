namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the events <c>message.read</c> and <c>message.delivered</c>: a member has read a chat up to a message, or has it on a device.</summary>
public sealed record MessageReadEvent
{
    public required string ChatId { get; init; }

    /// <summary>The member.</summary>
    public required string UserId { get; init; }

    /// <summary>The number of the message.</summary>
    public long Sequence { get; init; }
}
