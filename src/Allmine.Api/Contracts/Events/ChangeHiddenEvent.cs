namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>change.hidden</c>: something that the listener does not see has changed, and the change has that number.</summary>
public sealed record ChangeHiddenEvent
{
    public required string ChatId { get; init; }

    /// <summary>The number of the change.</summary>
    public long Change { get; init; }
}
