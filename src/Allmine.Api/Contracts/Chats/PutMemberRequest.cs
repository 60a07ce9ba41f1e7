namespace Allmine.Api.Contracts.Chats;

/// <summary>How a member comes into a group.</summary>
public sealed record PutMemberRequest
{
    /// <summary>What the member sees: <c>joined</c>, which is meant if it is left out, what comes from now on; <c>all</c>, everything.</summary>
    /// <example>joined</example>
    public string? History { get; init; }
}
