namespace Allmine.Api.Contracts.Messages;

/// <summary>A page of a message's versions.</summary>
public sealed record VersionsResponse
{
    /// <summary>Oldest first, the present one included; none of a message that was deleted.</summary>
    public required IReadOnlyList<VersionResponse> Items { get; init; }

    /// <summary>Whether there are later ones.</summary>
    public bool HasMore { get; init; }
}
