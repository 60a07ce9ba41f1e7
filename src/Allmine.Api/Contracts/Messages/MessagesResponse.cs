namespace Allmine.Api.Contracts.Messages;

/// <summary>The messages that were asked for.</summary>
public sealed record MessagesResponse
{
    /// <summary>In the order asked; those that the caller may not see are left out.</summary>
    public required IReadOnlyList<MessageResponse> Items { get; init; }
}
