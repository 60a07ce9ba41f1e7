using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Credits.GetCredits;

/// <summary>Reads the caller's own balance.</summary>
[Demands(Demand.ActingUser)]
public sealed record GetCreditsQuery : IRequest<CreditsView>;
