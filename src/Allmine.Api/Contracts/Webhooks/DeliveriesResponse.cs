namespace Allmine.Api.Contracts.Webhooks;

/// <summary>A page of deliveries. Those that were taken are listed for 24 hours.</summary>
public sealed record DeliveriesResponse
{
    /// <summary>Newest event first.</summary>
    public required IReadOnlyList<DeliveryResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null at the end. A page may be empty and have one.</summary>
    public string? NextCursor { get; init; }
}
