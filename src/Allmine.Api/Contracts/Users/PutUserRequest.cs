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

    /// <summary>
    /// <c>person</c>, or <c>system</c> for the product itself: services act for it, and nobody has a token of it. It never changes; if left out, a
    /// new user is a person.
    /// </summary>
    /// <example>person</example>
    public string? Kind { get; init; }
}
