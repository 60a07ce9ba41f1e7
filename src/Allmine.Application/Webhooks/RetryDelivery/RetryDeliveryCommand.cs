using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.RetryDelivery;

/// <summary>Has an event sent once more: at once where it waits for its next attempt, beside the live deliveries where it was set aside or taken.</summary>
/// <param name="Name">The webhook's name.</param>
/// <param name="DeliveryId">The delivery's identifier.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record RetryDeliveryCommand(string Name, string DeliveryId) : IRequest;
