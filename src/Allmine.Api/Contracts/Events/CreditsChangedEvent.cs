namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>credits.changed</c>, of the listener's own credits.</summary>
public sealed record CreditsChangedEvent
{
    /// <summary>Whole credits, 0 or more.</summary>
    public long Balance { get; init; }
}
