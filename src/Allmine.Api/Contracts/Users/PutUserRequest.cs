namespace Allmine.Api.Contracts.Users;

/// <summary>A user's entry in the directory.</summary>
public sealed record PutUserRequest
{
    /// <summary>The name that others see; not unique.</summary>
    /// <example>ayse</example>
    public string? Username { get; init; }

    /// <summary>The address of a picture; none if left out.</summary>
    /// <example>https://cdn.example.com/users/ayse.jpg</example>
    public string? ProfilePhoto { get; init; }
}
