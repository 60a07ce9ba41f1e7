using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Webhooks.RotateSecret;

/// <summary>Makes another secret, with which the one before signs for 24 hours more; one before that signs no more.</summary>
/// <param name="Name">The webhook's name.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record RotateSecretCommand(string Name) : IRequest<WebhookView>;
