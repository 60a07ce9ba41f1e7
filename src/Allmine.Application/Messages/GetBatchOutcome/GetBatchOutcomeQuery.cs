using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetBatchOutcome;

/// <summary>Asks what became of an atomic batch whose answer was lost.</summary>
/// <param name="IdempotencyKey">The key of that batch.</param>
[RequiresCaller(RequiredCaller.UserOrService)]
public sealed record GetBatchOutcomeQuery(string? IdempotencyKey) : IRequest<BatchOutcomeView>;
