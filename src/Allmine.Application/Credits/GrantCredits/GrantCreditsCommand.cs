using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Credits.GrantCredits;

/// <summary>Gives new credits to a user.</summary>
/// <param name="UserId">Who gets them.</param>
/// <param name="Amount">Whole credits.</param>
/// <param name="IdempotencyKey">Makes a repetition safe; needed.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record GrantCreditsCommand(string UserId, long? Amount, string? IdempotencyKey) : IRequest<GrantCreditsResult>;
