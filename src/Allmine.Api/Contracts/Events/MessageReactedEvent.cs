using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>message.reacted</c>: a member has put a reaction, or taken it back.</summary>
public sealed record MessageReactedEvent
{
    public required string ChatId { get; init; }

    public required string MessageId { get; init; }

    /// <summary>The member.</summary>
    public required string UserId { get; init; }

    public required string Emoji { get; init; }

    /// <summary>Whether it was put; if not, it was taken back.</summary>
    public bool Added { get; init; }

    /// <summary>What is on the message then.</summary>
    public required IReadOnlyList<ReactionResponse> Reactions { get; init; }

    /// <summary>The number of the change.</summary>
    public long Change { get; init; }
}
