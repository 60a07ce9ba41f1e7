using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Events;

/// <summary>
/// The tombstones of messages whose deletion is among the latest events: what was told of them before is not told again. It does not lock; whoever uses
/// it does.
/// </summary>
internal sealed class ErasedMessages
{
    private readonly Dictionary<Id<Message>, StoredMessage> tombstones = [];

    /// <summary>Notes an event, if it is a deletion.</summary>
    public void Note(StoreEvent happened)
    {
        if (DeletedBy(happened) is { } id)
            tombstones[id] = happened.About!.Value;
    }

    /// <summary>Nothing that came before this event is told any more.</summary>
    public void Forget(StoreEvent happened)
    {
        if (DeletedBy(happened) is { } id)
            tombstones.Remove(id);
    }

    /// <summary>The event as it is to be told: with the tombstone in place of the message, if that is deleted by now.</summary>
    public FeedItem AsNow(FeedItem item) =>
        tombstones.Count > 0 && item.Event is { About: { Readable: { IsDeleted: false } message } } happened && tombstones.TryGetValue(message.Id, out var tombstone)
            ? item with { Event = happened.With(Told(message, tombstone)) }
            : item;

    /// <summary>The message that an event deletes; null for any other event.</summary>
    public static Id<Message>? DeletedBy(StoreEvent? happened) =>
        happened is MessageAltered { Kind: AlterationKind.Deleted, Message: var deleted } ? deleted.Readable?.Id ?? deleted.Unreadable!.Id : null;

    /// <summary>The tombstone, as that change of the message that was told of.</summary>
    public static StoredMessage Told(Message message, StoredMessage tombstone) =>
        tombstone.Readable is { } whole ? whole.AsOf(message.Life) : new StoredMessage(tombstone.Unreadable! with { Change = message.Change });
}
