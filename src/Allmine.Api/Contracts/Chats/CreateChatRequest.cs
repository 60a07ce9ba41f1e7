namespace Allmine.Api.Contracts.Chats;

/// <summary>A chat to be opened.</summary>
public sealed record CreateChatRequest
{
    /// <summary>
    /// The other members, each 24 hexadecimal digits. One of them and no <c>title</c>: the direct chat with that person. Naming
    /// somebody twice, or the caller too, changes nothing.
    /// </summary>
    public IReadOnlyList<string?>? MemberIds { get; init; }

    /// <summary>The title of a group; none if left out.</summary>
    /// <example>Weekend</example>
    public string? Title { get; init; }
}
