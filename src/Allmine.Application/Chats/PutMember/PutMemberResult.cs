namespace Allmine.Application.Chats.PutMember;

/// <param name="Member">The member.</param>
/// <param name="Created">Whether the user was none before.</param>
public sealed record PutMemberResult(MemberView Member, bool Created);
