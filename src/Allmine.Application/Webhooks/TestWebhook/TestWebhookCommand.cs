using Allmine.Application.Authorization;
using Allmine.Application.Ports.Webhooks;
using MediatR;

namespace Allmine.Application.Webhooks.TestWebhook;

/// <summary>Sends <c>webhook.test</c> at once, also to one that is off, and tells what came of it.</summary>
/// <param name="Name">The webhook's name.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record TestWebhookCommand(string Name) : IRequest<WebhookAnswer>;
