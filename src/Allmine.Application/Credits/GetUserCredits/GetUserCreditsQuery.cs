using Allmine.Application.Authorization;
using Allmine.Application.Credits.GetCredits;
using MediatR;

namespace Allmine.Application.Credits.GetUserCredits;

/// <summary>Reads a user's balance, for a first-party backend.</summary>
/// <param name="UserId">The user.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record GetUserCreditsQuery(string UserId) : IRequest<CreditsView>;
