using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
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

    public StoreEvent ToEvent(Id<User>[] recipients) => this switch
    {
        { IsNew: true } => new MessageCreated(Message, recipients),
        { Done: { } done } => new MessageAltered(Message, done.Kind, done.UserId, done.Emoji, recipients),
        _ => new MessageUpdated(Message, recipients),
    };
}
