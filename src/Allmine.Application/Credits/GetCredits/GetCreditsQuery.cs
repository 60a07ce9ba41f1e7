using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Credits.GetCredits;

/// <summary>Reads the caller's own balance.</summary>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetCreditsQuery : IRequest<CreditsView>;
