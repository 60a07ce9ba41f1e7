using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetOutcome;

/// <summary>Asks what became of a send whose answer was lost.</summary>
/// <param name="IdempotencyKey">The key of that send.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetOutcomeQuery(string? IdempotencyKey) : IRequest<OutcomeView>;
