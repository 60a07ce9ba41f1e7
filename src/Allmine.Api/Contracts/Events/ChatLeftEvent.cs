namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>chat.left</c>: the listener is no member of the chat any more.</summary>
public sealed record ChatLeftEvent
{
    public required string ChatId { get; init; }
}
