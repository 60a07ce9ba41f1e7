using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.ListWebhooks;

/// <summary>Reads all webhooks, by name.</summary>
[RequiresCaller(RequiredCaller.Service)]
public sealed record ListWebhooksQuery : IRequest<IReadOnlyList<WebhookView>>;
