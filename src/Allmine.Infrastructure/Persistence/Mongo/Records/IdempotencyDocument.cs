using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>
/// A key's outcome as it is stored. It points to the message rather than copying it, since a message never changes; the chat
/// is there so that a cluster knows on which shard the message is. There is a message, a chat, a refusal, a grant, or a number of items.
/// </summary>
/// <param name="Key">Unique: it is the document's identifier.</param>
/// <param name="Fingerprint">Of the request that used the key.</param>
internal sealed record IdempotencyDocument(IdempotencyKey Key, StoredFingerprint Fingerprint)
{
    /// <summary>For how long a key is remembered; a few weeks of the room that the documents take.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>The message that it led to.</summary>
    public Id<Message>? MessageId { get; init; }

    /// <summary>Where the message is; or, without one, the chat that was asked for.</summary>
    public Id<Chat>? ChatId { get; init; }

    /// <summary>The code of a refusal for good.</summary>
    public ErrorCode? Refusal { get; init; }

    /// <summary>Which item of a batch was refused.</summary>
    public int? RefusedItem { get; init; }

    /// <summary>How many items an atomic batch has, each with a record of its own; 0 for a batch that is not atomic.</summary>
    public int? Items { get; init; }

    public Grant? Grant { get; init; }

    /// <summary>Of a request for a chat: whether the request made or opened it. The chat is <see cref="ChatId"/>.</summary>
    public bool? Opened { get; init; }

    /// <summary>After a transfer, the sender's; after a grant, the recipient's.</summary>
    public long? Balance { get; init; }

    /// <summary>Who made the request.</summary>
    public Actor? Actor { get; init; }

    /// <summary>When the store may forget it; null for never.</summary>
    public DateTime? ExpiresAt { get; init; }

    public static IdempotencyDocument Of(IdempotencyRecord record) => new(record.Key, StoredFingerprint.Of(record.Fingerprint))
    {
        MessageId = record.Message?.Id,
        ChatId = record.Message?.ChatId ?? record.Chat?.Id,
        Opened = record.Chat?.Created,
        Refusal = record.Refusal,
        RefusedItem = record.RefusedItem,
        Items = record.Items?.Count,
        Grant = record.Grant,
        Balance = record.Balance,
        Actor = record.Actor,
        ExpiresAt = record.KeptSince + Retention,
    };

    /// <summary>The keys of the items of an atomic batch; none for any other record.</summary>
    public IEnumerable<IdempotencyKey> ItemKeys => Enumerable.Range(0, Items ?? 0).Select(index => IdempotencyRecord.ItemOf(Key, index));

    /// <param name="items">The records of items of batches, as far as they can be read.</param>
    /// <param name="messages">The messages that outcomes point to, as far as they can be read.</param>
    /// <exception cref="FormatException">The outcome, or its message, can't be read by this version.</exception>
    public IdempotencyRecord ToOutcome(IReadOnlyDictionary<Id<Message>, Message> messages, IReadOnlyDictionary<IdempotencyKey, IdempotencyRecord> items) =>
        PartsOf(messages, items).By(Actor);

    private IdempotencyRecord PartsOf(IReadOnlyDictionary<Id<Message>, Message> messages, IReadOnlyDictionary<IdempotencyKey, IdempotencyRecord> items) => this switch
    {
        { MessageId: { } messageId } => messages.TryGetValue(messageId, out var message)
            ? IdempotencyRecord.OfMessage(Key, Fingerprint.Restore(), message, Balance)
            : throw new FormatException($"The message {messageId} of the key can't be read, or isn't there."),
        { Refusal: { } code } => IdempotencyRecord.OfRefusal(Key, Fingerprint.Restore(), code) with { RefusedItem = RefusedItem },
        { Items: not null } => new IdempotencyRecord(Key, Fingerprint.Restore()) { Items = [.. ItemKeys.Select(key => ItemOf(key, items))], IsKept = ExpiresAt is null },
        { Opened: { } opened, ChatId: { } chatId } => new IdempotencyRecord(Key, Fingerprint.Restore()) { Chat = new OpenedChat(chatId, opened), WrittenAt = ExpiresAt - Retention },
        { Grant: { } grant, Balance: { } balance } => IdempotencyRecord.OfGrant(Key, Fingerprint.Restore(), grant, balance),
        _ => throw new FormatException("The outcome of the key is stored in a form that this version can't read."),
    };

    private static IdempotencyRecord ItemOf(IdempotencyKey key, IReadOnlyDictionary<IdempotencyKey, IdempotencyRecord> items) =>
        items.GetValueOrDefault(key) ?? throw new FormatException("An item of the batch can't be read, or isn't there.");
}
