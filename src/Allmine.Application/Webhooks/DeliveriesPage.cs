namespace Allmine.Application.Webhooks;

/// <summary>A page of deliveries.</summary>
/// <param name="Items">The deliveries, newest event first.</param>
/// <param name="NextCursor">Where the next page begins; null for no more.</param>
public sealed record DeliveriesPage(IReadOnlyList<DeliveryView> Items, string? NextCursor);
