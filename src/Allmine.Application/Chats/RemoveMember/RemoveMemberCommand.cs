using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.RemoveMember;

/// <summary>Takes a member out of a group: oneself, or, by an admin, somebody else. Whoever is no member is none afterwards either.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="UserId">The member, or <c>me</c>.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record RemoveMemberCommand(string ChatId, string UserId) : IRequest<Unit>
{
    /// <summary>The caller, or the one whom the caller acts for.</summary>
    public const string Me = "me";
}
