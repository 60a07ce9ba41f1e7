namespace Allmine.Api.Contracts.Messages;

/// <summary>A page of a chat's history.</summary>
public sealed record HistoryResponse
{
    public required IReadOnlyList<MessageResponse> Items { get; init; }

    /// <summary>Whether there are more messages beyond the page, in the same direction.</summary>
    public bool HasMore { get; init; }
}
