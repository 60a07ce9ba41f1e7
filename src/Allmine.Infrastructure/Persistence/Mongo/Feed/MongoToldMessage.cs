using Allmine.Application.Ports.Events;
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
    public StoreEvent ToEvent(MongoToldChat chat) => this switch
    {
        { IsNew: true } => new MessageCreated(Message, chat.At(Message.Readable?.SentChange ?? Message.Change)) { Archived = ArchivedIn(chat) },
        { Done: { } done, Life.Change: { } change } => new MessageAltered(Message, done.Kind, done.UserId, done.Emoji, chat.At(change)) { Unseeing = chat.Unseeing(Message.Sequence, change) },
        _ => new MessageUpdated(Message, chat.Seeing(Message.Sequence)),
    };

    /// <summary>The settings that the message ends the archiving of. Nothing is ended by a message of which not even the time is known.</summary>
    private IReadOnlyCollection<ChatSettings> ArchivedIn(MongoToldChat chat) =>
        chat.Archived.Length > 0 && (Message.Readable?.CreatedAt ?? Message.Unreadable?.CreatedAt) is { } at
            ? [.. chat.Archived.Where(settings => settings.EndedBy(Message.Sequence, at) is not null)]
            : [];
}
