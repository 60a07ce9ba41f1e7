using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>A message that a change of the stream tells of.</summary>
/// <param name="Message">As it was inserted, if it is told as that; else as it is now.</param>
internal sealed record MongoToldMessage(StoredMessage Message)
{
    public ObjectId ChatId => Message.ChatId.ToObjectId();

    /// <summary>Whether it was sent then.</summary>
    public bool IsNew { get; init; }

    /// <summary>What had become of it by that change; null if the change is no alteration.</summary>
    public MessageLife? Life { get; init; }

    /// <summary>What was done to it; null if the change is no alteration.</summary>
    public LifeParts? Done { get; init; }

    /// <summary>The event for those who were in the chat by then, and still are.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="timesBefore">When the messages before those were sent that <see cref="NeedsTimeBefore"/>.</param>
    public StoreEvent ToEvent(MongoToldChat chat, IReadOnlyDictionary<MessageNumber, DateTime> timesBefore) => this switch
    {
        { IsNew: true } => Created(chat, timesBefore),
        { Done: { } done, Life.Change: { } change } => new MessageAltered(Message, done.Kind, done.UserId, done.Emoji, chat.At(change)) { Unseeing = chat.Unseeing(Message.Sequence, change) },
        _ => new MessageUpdated(Message, chat.Seeing(Message.Sequence)),
    };

    /// <summary>Whether the message ends that somebody has the chat archived, unless the one before it did: where a time ends that it was muted, that one's time tells.</summary>
    public bool NeedsTimeBefore(MongoToldChat chat) => IsNew && Array.Exists(chat.Archived, settings => IsEndedBy(settings) && IsLater(settings) && settings.IsMuted);

    /// <summary>The message before.</summary>
    public MessageNumber Before => new(Message.ChatId, Message.Sequence - 1);

    private MessageCreated Created(MongoToldChat chat, IReadOnlyDictionary<MessageNumber, DateTime> timesBefore)
    {
        var recipients = chat.At(Message.Readable?.SentChange ?? Message.Change);
        var created = new MessageCreated(Message, recipients);
        return chat.Archived.Length == 0
            ? created
            : created with { Archived = [.. chat.Archived.Where(settings => IsEndedBy(settings) && recipients.Contains(settings.UserId) && (!IsLater(settings) || WasMuted(settings)))] };

        bool WasMuted(ChatSettings settings) => timesBefore.TryGetValue(Before, out var before) && settings.IsMutedAt(before);
    }

    /// <summary>Nothing is ended by a message that can't be read.</summary>
    private bool IsEndedBy(ChatSettings settings) => Message.Readable is { } message && settings.EndedBy(message.Sequence, message.CreatedAt) is not null;

    /// <summary>Whether another message came between.</summary>
    private bool IsLater(ChatSettings settings) => Message.Sequence > settings.ArchivedAt + 1;
}
