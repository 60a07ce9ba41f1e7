namespace Allmine.Api.Contracts.Chats;

/// <summary>What has changed in a chat.</summary>
public sealed record ChangesResponse
{
    /// <summary>By the number of each thing's latest change, oldest first.</summary>
    public required IReadOnlyList<ChangeResponse> Items { get; init; }

    /// <summary>The number of the chat's last change.</summary>
    public long LastChange { get; init; }

    /// <summary>Whether there are later ones: go on <c>after</c> the last item's <c>change</c>. If not, everything up to <c>lastChange</c> has been given.</summary>
    public bool HasMore { get; init; }

    /// <summary>Whether what was held of the chat is void, and the items begin anew.</summary>
    public bool Reset { get; init; }
}
