using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.GetWebhook;

/// <summary>Reads a webhook.</summary>
/// <param name="Name">Its name.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record GetWebhookQuery(string Name) : IRequest<WebhookView>;
