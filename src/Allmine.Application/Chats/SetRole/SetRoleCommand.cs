using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.SetRole;

/// <summary>Gives a member of a group a role. By an owner; anybody may step down.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="UserId">The member.</param>
/// <param name="Role">One of <see cref="Domain.Chats.ChatRoleNames.Names"/>.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record SetRoleCommand(string ChatId, string UserId, string? Role) : IRequest<MemberView>;
