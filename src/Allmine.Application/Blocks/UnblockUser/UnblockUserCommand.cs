using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Blocks.UnblockUser;

/// <summary>Takes the caller's block of another user back, if there is one.</summary>
/// <param name="UserId">The other user.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record UnblockUserCommand(string UserId) : IRequest<Unit>;
