using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.DeleteWebhook;

/// <summary>Removes a webhook, with what it has not been given; one that is not there is removed already.</summary>
/// <param name="Name">Its name.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record DeleteWebhookCommand(string Name) : IRequest;
