namespace Allmine.Api.Contracts.Chats;

/// <summary>Whether the caller has blocked a user.</summary>
public sealed record BlockResponse
{
    /// <summary>Of the caller's own block; whether the other one has blocked the caller is not told.</summary>
    public bool Blocked { get; init; }
}
