namespace Allmine.Api.Contracts.Feed;

/// <summary>The data of <c>credits.transferred</c>.</summary>
public sealed record FeedCreditsTransferredData
{
    /// <summary>Who has sent them.</summary>
    public required string From { get; init; }

    /// <summary>Who has got them.</summary>
    public required string To { get; init; }

    /// <summary>How many whole credits, at least 1.</summary>
    public long Amount { get; init; }

    /// <summary>The message that has moved them.</summary>
    public required string MessageId { get; init; }
}
