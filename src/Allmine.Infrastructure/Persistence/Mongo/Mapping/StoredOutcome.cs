using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Infrastructure.Persistence.Mongo.Mapping;

/// <summary>
/// A key's outcome as it is stored: it points to the message rather than copying it, since a message never changes. The
/// chat is there so that a cluster knows on which shard the message is.
/// </summary>
/// <param name="Key">Unique: it is the document's identifier.</param>
/// <param name="Fingerprint">Of the request that used the key.</param>
/// <param name="MessageId">The message that it led to.</param>
/// <param name="ChatId">Where the message is.</param>
/// <param name="ExpiresAt">When the store may forget it; null for never.</param>
internal sealed record StoredOutcome(OutcomeKey Key, Fingerprint Fingerprint, Id<Message> MessageId, Id<Chat> ChatId, DateTime? ExpiresAt)
{
    /// <summary>For how long a key is remembered; a few weeks of the room that the documents take.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    public static StoredOutcome Of(KeyOutcome outcome) => new(
        outcome.Key,
        outcome.Fingerprint,
        outcome.Message.Id,
        outcome.Message.ChatId,
        outcome.Message.CreatedAt + Retention);
}
