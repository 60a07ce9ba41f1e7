using Allmine.Application.Authorization;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Users.GetUser;

/// <summary>Reads a user's entry in the directory.</summary>
/// <param name="UserId">The user.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record GetUserQuery(string UserId) : IRequest<StoredUser>;
