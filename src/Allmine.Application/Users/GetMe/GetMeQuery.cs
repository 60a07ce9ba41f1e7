using Allmine.Application.Authorization;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Users.GetMe;

/// <summary>Reads the caller's own entry in the directory, or that of the user whom a service acts for.</summary>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetMeQuery : IRequest<StoredUser>;
