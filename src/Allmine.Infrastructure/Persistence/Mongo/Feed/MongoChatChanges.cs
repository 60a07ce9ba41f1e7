using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>What changes of the stream tell of chats themselves: their making and opening, their changes, their blocks, and members' settings of them.</summary>
internal sealed class MongoChatChanges(MongoChatRepository chats, MongoMessageRepository messages)
{
    private static readonly Dictionary<Id<Chat>, Chat> None = [];

    private static readonly Dictionary<MessageNumber, DateTime> NoTimes = [];

    private static readonly string[] BlocksOfTwo = [ChatFields.LowerBlock, ChatFields.HigherBlock];

    /// <summary>Whether it makes a chat that is open, or opens one.</summary>
    public static bool IsOpening(BsonDocument change) => StreamChange.IsInsert(change)
        ? StreamChange.DocumentOf(change)?.TimeOrNull(ChatFields.UpdatedAt) > DateTime.UnixEpoch
        : StreamChange.IsUpdate(change) && StreamChange.FieldsOf(change)?.Contains(ChatFields.CreatedAt) == true;

    /// <summary>Whether it sets a block, or takes one back, in a chat that it does not open.</summary>
    public static bool IsOfBlock(BsonDocument change) =>
        (StreamChange.IsInsert(change) || StreamChange.IsUpdate(change))
        && !IsOpening(change)
        && (StreamChange.FieldsOf(change)?.Contains(ChatFields.BlockedBy) == true || StreamChange.HasRemoved(change, ChatFields.BlockedBy));

    public static ObjectId? ChatOfAlteration(BsonDocument change) =>
        StreamChange.DocumentOf(change)?.DocumentOrNull("_id")?.IdOrNull<Chat>(AlterationFields.ChatId)?.ToObjectId();

    public static ObjectId? ChatOfSettings(BsonDocument change) =>
        change.DocumentOrNull("documentKey")?.DocumentOrNull("_id")?.IdOrNull<Chat>(ChatSettingsFields.ChatId)?.ToObjectId();

    /// <summary>The chats as they are that must be known for some changes: nothing is read for most.</summary>
    public async Task<IReadOnlyDictionary<Id<Chat>, Chat>> LoadAsync(List<MongoRecord<BsonDocument>> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Select(StreamChange.Of).Select(NeededFor).OfType<Id<Chat>>().ToHashSet();
        return ids.Count == 0 ? None : (await chats.FindAllAsync(ids, cancellationToken)).ToDictionary(chat => chat.Id);
    }

    /// <summary>When messages were sent before those that may end that somebody has a chat archived. Nothing is read for most.</summary>
    public async Task<IReadOnlyDictionary<MessageNumber, DateTime>> TimesBeforeAsync(
        MongoToldMessage?[] told, IReadOnlyDictionary<ObjectId, MongoToldChat> present, CancellationToken cancellationToken)
    {
        HashSet<MessageNumber>? numbers = null;
        foreach (var message in told)
        {
            if (message is not null && present.TryGetValue(message.ChatId, out var chat) && message.NeedsTimeBefore(chat))
                (numbers ??= []).Add(message.Before);
        }

        if (numbers is null)
            return NoTimes;
        var found = await messages.FindAllAsync(numbers, cancellationToken);
        return found.Select(message => message.Readable).OfType<Message>().ToDictionary(message => new MessageNumber(message.ChatId, message.Sequence), message => message.CreatedAt);
    }

    /// <summary>The chat as it was made or opened, before its first message.</summary>
    /// <exception cref="FormatException">The chat can't be read.</exception>
    /// <exception cref="UnreadableRecordException">The same.</exception>
    public static ChatOpened? Opened(BsonDocument change, MongoToldChat told)
    {
        var made = StreamChange.IsInsert(change) ? BsonSerializer.Deserialize<Chat>(StreamChange.DocumentOf(change)) : Opening(change, told);
        return made is null ? null : new ChatOpened(AsMade(made), told.At(0));
    }

    /// <summary>
    /// One write changes one block. A new one has a time, and comes as a whole; beside it, or beside one that is taken back, the other user's may get its place, without a time.
    /// </summary>
    /// <param name="change">A change of a block.</param>
    /// <param name="told">The chat, whose two users are always the same.</param>
    /// <exception cref="FormatException">It does not tell whose block it is.</exception>
    public static BlockChanged Blocked(BsonDocument change, MongoToldChat told)
    {
        var fields = StreamChange.FieldsOf(change);
        foreach (var field in BlocksOfTwo)
        {
            if (fields?.DocumentOrNull(field) is { } block && block.TimeOrNull(BlockFields.At) > DateTime.UnixEpoch
                && block.IdOrNull<User>(BlockFields.By) is { } blocker && block.IdOrNull<User>(BlockFields.Of) is { } blocked)
                return new BlockChanged(blocker, blocked, IsBlocked: true);
        }

        if (told.Members is not [var one, var other] || Array.FindAll(BlocksOfTwo, field => StreamChange.HasRemoved(change, field)) is not [var removed])
            throw new FormatException("It does not tell whose block it is.");
        var pair = DirectPair.Of(one, other);
        var by = removed == ChatFields.LowerBlock ? pair.Lower : pair.Higher;
        return new BlockChanged(by, pair.OtherThan(by), IsBlocked: false);
    }

    /// <exception cref="UnreadableRecordException">The change can't be read.</exception>
    public static ChatChanged Changed(BsonDocument change, MongoToldChat told, IReadOnlyDictionary<Id<Chat>, Chat> asTheyAre)
    {
        var (chat, what, userId) = AlterationDocuments.ChatChangeIn(StreamChange.DocumentOf(change) ?? []);
        var recipients = told.At(chat.Change);
        if (what is ChatEvent.MemberRemoved or ChatEvent.MemberLeft && userId is { } gone && !recipients.Contains(gone))
            recipients = [.. recipients, gone];
        IReadOnlyList<Member> members = what == ChatEvent.MemberAdded && asTheyAre.GetValueOrDefault(chat.Id) is { } present
            ? [.. present.Members.Where(member => member.LineChange <= chat.Change)]
            : [];
        return new ChatChanged(chat, what, userId, members, recipients);
    }

    /// <exception cref="UnreadableRecordException">The settings can't be read.</exception>
    public static ChatSettingsChanged Set(BsonDocument change, IReadOnlyDictionary<Id<Chat>, Chat> asTheyAre)
    {
        var settings = ChatSettingsDocuments.Read(StreamChange.DocumentOf(change) ?? []);
        return new ChatSettingsChanged(settings, asTheyAre.GetValueOrDefault(settings.ChatId) is { } chat && settings.IsArchivedIn(chat));
    }

    /// <summary>Of settings the chat has to be known where it is archived, and of its changes where somebody came.</summary>
    private static Id<Chat>? NeededFor(BsonDocument change) => StreamChange.DocumentOf(change) is { } document ? StreamChange.CollectionOf(change) switch
    {
        MongoSchema.ChatSettings when document.Contains(ChatSettingsFields.ArchivedAt) => document.DocumentOrNull("_id")?.IdOrNull<Chat>(ChatSettingsFields.ChatId),
        MongoSchema.Alterations when document.GetValue(AlterationFields.Event, BsonNull.Value) == Added => document.DocumentOrNull("_id")?.IdOrNull<Chat>(AlterationFields.ChatId),
        _ => null,
    }
    : null;

    private static BsonString Added { get; } = new(ChatEventNames.NameOf(ChatEvent.MemberAdded));

    /// <summary>A chat may be made by its first message.</summary>
    private static Chat AsMade(Chat chat) => Chat.Restore(
        new ChatState(chat.Id, chat.Kind, chat.Title, chat.Revision, 0, chat.CreatedAt, chat.CreatedAt), chat.Members.Select(member => member with { ReadUpTo = 0 }));

    /// <summary>Only direct chats are there before they are opened.</summary>
    private static Chat? Opening(BsonDocument change, MongoToldChat told) =>
        StreamChange.KeyOf(change) is { } key && told.Members is [var one, var other] && one != other && StreamChange.FieldsOf(change)?.TimeOrNull(ChatFields.CreatedAt) is { } at
            ? Chat.Direct(Id<Chat>.FromBytes(key.ToByteArray()), one, other, at)
            : null;
}
