using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.PutWebhook;

/// <summary>Makes a webhook, or changes it: what is absent stays.</summary>
/// <param name="Name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
/// <param name="Url">Where events are sent to; a new one needs it.</param>
/// <param name="Types">The types of events; a new one hears all of them.</param>
/// <param name="Active">Whether events are sent; a new one is active.</param>
/// <param name="From"><c>now</c>, or the position after which a new one begins; absent is now.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record PutWebhookCommand(string Name, string? Url, IReadOnlyList<string>? Types, bool? Active, string? From) : IRequest<WebhookView>;
