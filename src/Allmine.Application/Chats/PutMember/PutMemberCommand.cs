using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.PutMember;

/// <summary>Adds a member to a group. By an admin; whoever is there already stays as they are.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="UserId">Who is to be a member.</param>
/// <param name="History">What the member sees: <c>joined</c>, what comes from now on, or <c>all</c>; null for the first.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record PutMemberCommand(string ChatId, string UserId, string? History) : IRequest<PutMemberResult>
{
    public const string Joined = "joined";
    public const string All = "all";

    /// <summary>What <see cref="History"/> may be, in the order in which it is documented.</summary>
    public static IReadOnlyList<string> Histories { get; } = [Joined, All];
}
