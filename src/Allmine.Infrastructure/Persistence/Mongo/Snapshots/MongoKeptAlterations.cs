using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

/// <summary>The changes of chats, as they are stored.</summary>
internal static class MongoKeptAlterations
{
    private const string Kept = "kept";

    public static BsonDocument SentChangeFields { get; } = new() { { MessageFields.ChatId, 1 }, { MessageFields.Sequence, 1 }, { MessageFields.Change, 1 } };

    /// <summary>Instead of the words that an edit has replaced, the version that they are of; 0 where they don't tell.</summary>
    public static BsonDocument Fields { get; } = new()
    {
        { AlterationFields.LastSequence, 1 },
        { AlterationFields.MessageId, 1 },
        { AlterationFields.Sequence, 1 },
        { AlterationFields.Kind, 1 },
        { AlterationFields.UserId, 1 },
        { AlterationFields.Emoji, 1 },
        { Kept, new BsonDocument("$cond", new BsonArray { new BsonDocument("$eq", new BsonArray { Or(AlterationFields.Replaced, BsonNull.Value), BsonNull.Value }), "$$REMOVE", Or(AlterationFields.ReplacedVersion, 0) }) },
    };

    /// <exception cref="UnreadableRecordException">It tells no number.</exception>
    public static SentChange SentChangeOf(BsonDocument message) =>
        message.IdOrNull<Chat>(MessageFields.ChatId) is { } chatId && message.WholeOrNull(MessageFields.Sequence) is { } sequence && message.WholeOrNull(MessageFields.Change) is { } change
            ? new SentChange(chatId, sequence, change)
            : throw new UnreadableRecordException($"message {message.IdText()}", new FormatException("Its place, or the change that has sent it, is none."));

    /// <exception cref="UnreadableRecordException">It has no number.</exception>
    public static AlterationNumber NumberOf(BsonDocument alteration) =>
        alteration.DocumentOrNull("_id") is { } id
        && id.IdOrNull<Chat>(AlterationFields.ChatId) is { } chatId
        && id.WholeOrNull(AlterationFields.Change) is { } change
        && alteration.WholeOrNull(AlterationFields.LastSequence) is { } lastSequence
            ? new AlterationNumber(chatId, change, change - lastSequence)
            : throw new UnreadableRecordException(NameOf(alteration), new FormatException("Its place is none."));

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static AlterationEntry Of(BsonDocument alteration)
    {
        var isKept = alteration.TryGetValue(Kept, out _);
        return alteration.IdOrNull<Message>(AlterationFields.MessageId) is { } messageId
            && alteration.WholeOrNull(AlterationFields.Sequence) is { } sequence
            && alteration.GetValue(AlterationFields.Kind, BsonNull.Value) is BsonString { Value: var name }
            && AlterationKindNames.Parse(name) is { } kind
            && (alteration.WholeOrNull(Kept) is var version && (version is not null || !isKept))
                ? new AlterationEntry(NumberOf(alteration), messageId, sequence, kind, version, HasReaction: alteration.Contains(AlterationFields.Emoji) || alteration.Contains(AlterationFields.UserId))
                : throw new UnreadableRecordException(NameOf(alteration), new FormatException("Its message, kind or version is none that this version can read."));
    }

    /// <summary>In the same words as everywhere, if its number can be read.</summary>
    public static string NameOf(BsonDocument alteration) =>
        alteration.DocumentOrNull("_id") is { } id && id.IdOrNull<Chat>(AlterationFields.ChatId) is { } chatId && id.WholeOrNull(AlterationFields.Change) is { } change
            ? AlterationEntry.NameOf(chatId, change)
            : $"alteration {alteration.IdText()}";

    private static BsonDocument Or(string field, BsonValue otherwise) => new("$ifNull", new BsonArray { $"${field}", otherwise });
}
