using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Users.PutUser;

/// <summary>Writes a user's entry in the directory, replacing the earlier one.</summary>
/// <param name="UserId">The user, whose identifier the first-party backend chose.</param>
/// <param name="Username">The name that others see.</param>
/// <param name="ProfilePhoto">The address of a picture, or null for none.</param>
/// <param name="Kind">One of <see cref="Domain.Users.UserKindNames.Names"/>; null for a person, or for what a known user is.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record PutUserCommand(string UserId, string? Username, string? ProfilePhoto, string? Kind = null) : IRequest<PutUserResult>;
