using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Blocks.GetBlock;

/// <summary>Tells whether the caller has blocked another user.</summary>
/// <param name="UserId">The other user.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetBlockQuery(string UserId) : IRequest<bool>;
