using Allmine.Api.Http.Json;

namespace Allmine.Api.Contracts.Feed;

/// <summary>An event of the service.</summary>
public sealed record FeedItemResponse
{
    /// <summary>Where to go on after it: opaque, and always the same for the same event.</summary>
    public required string Position { get; init; }

    /// <summary>What has happened, such as <c>message.created</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The chat that it is of; null for what concerns users alone.</summary>
    public string? ChatId { get; init; }

    /// <summary>The number of the chat's change; null for what is no change of a chat.</summary>
    public long? Change { get; init; }

    /// <summary>What there is to tell, as of then; of a message that is deleted since, its tombstone.</summary>
    public required JsonText Data { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public DateTime CreatedAt { get; init; }
}
