namespace Allmine.Api.Contracts.Messages;

/// <summary>The messages that were asked for.</summary>
public sealed record MessagesResponse
{
    /// <summary>In the order asked; those that the caller may not see are left out.</summary>
    public required IReadOnlyList<MessageResponse> Items { get; init; }

    /// <summary>Whether the answer ends early, at 1 MiB: then the ids after that of the last item are to be asked for again.</summary>
    public bool HasMore { get; init; }
}
