namespace Allmine.Api.Contracts.Chats;

/// <summary>A member's role.</summary>
public sealed record SetRoleRequest
{
    /// <summary><c>owner</c>, <c>admin</c> or <c>member</c>.</summary>
    /// <example>admin</example>
    public string? Role { get; init; }
}
