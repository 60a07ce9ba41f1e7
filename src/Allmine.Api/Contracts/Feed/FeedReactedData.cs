using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Feed;

/// <summary>The data of <c>message.reacted</c> in the feed.</summary>
public sealed record FeedReactedData
{
    public required string ChatId { get; init; }

    public string? MessageId { get; init; }

    /// <summary>The member.</summary>
    public string? UserId { get; init; }

    /// <summary>Null once the message is deleted.</summary>
    public string? Emoji { get; init; }

    /// <summary>Whether it was put; if not, it was taken back.</summary>
    public bool Added { get; init; }

    /// <summary>What is on the message then; <c>mine</c> is false.</summary>
    public required IReadOnlyList<ReactionResponse> Reactions { get; init; }

    /// <summary>The number of the change.</summary>
    public long Change { get; init; }
}
