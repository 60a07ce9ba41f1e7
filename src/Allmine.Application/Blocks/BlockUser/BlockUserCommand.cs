using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Blocks.BlockUser;

/// <summary>The caller blocks another user, so that neither can send to the other directly.</summary>
/// <param name="UserId">The other user.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record BlockUserCommand(string UserId) : IRequest<Unit>;
