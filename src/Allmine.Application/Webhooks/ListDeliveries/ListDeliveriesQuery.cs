using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.ListDeliveries;

/// <summary>Reads how the deliveries of a webhook stand, newest event first.</summary>
/// <param name="Name">The webhook's name.</param>
/// <param name="Status">Only those; null for all.</param>
/// <param name="Cursor">Where the page begins; null for the newest.</param>
/// <param name="Limit">The most deliveries; null for 20.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record ListDeliveriesQuery(string Name, string? Status, string? Cursor, int? Limit) : IRequest<DeliveriesPage>;
