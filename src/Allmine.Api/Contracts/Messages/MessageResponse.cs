using System.Text.Json.Serialization;
using Allmine.Api.Http.Json;

namespace Allmine.Api.Contracts.Messages;

/// <summary>A message. Every property is always there, null where it does not apply.</summary>
public sealed record MessageResponse
{
    /// <summary>The message's id; null for a dry run.</summary>
    [JsonPropertyName("_id")]
    public string? Id { get; init; }

    /// <summary>The chat that it was sent to.</summary>
    public required string ChatId { get; init; }

    /// <summary>Who sent it; null for a message that can't be read.</summary>
    public string? SenderId { get; init; }

    /// <summary>
    /// <c>text</c>, <c>media</c> or <c>credit_transfer</c>; or <c>unreadable</c>, for a message whose record this version can't
    /// read: it stands in its place with its id, chat, number and times, and everything else is null.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>The words, caption or note, as they were written.</summary>
    public string? Content { get; init; }

    /// <summary>The file that it carries.</summary>
    public MediaResponse? Media { get; init; }

    /// <summary>The credits that it moved.</summary>
    public CreditTransferResponse? CreditTransfer { get; init; }

    /// <summary>The members, the sender aside, who have read up to this message.</summary>
    public required IReadOnlyList<string> ReadBy { get; init; }

    /// <summary>When it was sent, UTC; null where that can't be read.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>When it was last edited or deleted, or else sent, UTC; null where that can't be read.</summary>
    public DateTime? UpdatedAt { get; init; }

    /// <summary>The message's number in its chat: 1, 2, 3 … without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>The sender's own data, as they were sent; null for none.</summary>
    public JsonText? Metadata { get; init; }

    /// <summary>Whether nobody is to be disturbed for it.</summary>
    public bool Silent { get; init; }

    /// <summary>The message that it answers; null for none.</summary>
    public ReplyToResponse? ReplyTo { get; init; }

    /// <summary>The members whom it mentions, as they were sent.</summary>
    public required IReadOnlyList<string> Mentions { get; init; }

    /// <summary>1 as it was sent, then one more with each edit.</summary>
    public int Version { get; init; }

    /// <summary>When it was last edited, UTC; null if it was not.</summary>
    public DateTime? EditedAt { get; init; }

    /// <summary>When it was deleted, UTC: then it is a tombstone, whose contents are gone. Null if it was not.</summary>
    public DateTime? DeletedAt { get; init; }

    /// <summary>The kind that has been on the message for longest without a break comes first.</summary>
    public required IReadOnlyList<ReactionResponse> Reactions { get; init; }

    /// <summary>When it was pinned, UTC; null if it is not pinned.</summary>
    public DateTime? PinnedAt { get; init; }

    /// <summary>The members, the sender aside, whom this message has reached.</summary>
    public required IReadOnlyList<string> DeliveredTo { get; init; }

    /// <summary>The number of the chat's change that made or changed it last; of an event, that of the change that is told of.</summary>
    public long Change { get; init; }
}
