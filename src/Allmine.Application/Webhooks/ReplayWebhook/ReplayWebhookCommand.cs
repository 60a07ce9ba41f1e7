using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.ReplayWebhook;

/// <summary>Gives a receiver once more what it hears, beside the live deliveries.</summary>
/// <param name="Name">The webhook's name.</param>
/// <param name="From">The position after which it begins.</param>
/// <param name="To">The position with which it ends; null for the newest event.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record ReplayWebhookCommand(string Name, string? From, string? To) : IRequest;
