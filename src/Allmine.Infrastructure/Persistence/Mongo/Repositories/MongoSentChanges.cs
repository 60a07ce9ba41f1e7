using Allmine.Application.Caching;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>
/// The numbers of the changes that sent messages whose documents don't tell them. In most chats nothing was ever altered, and such a number is the message's own. So
/// it is in a chat with alterations, up to the first one. Only what a node of an earlier version has sent after that has to be looked up.
/// </summary>
internal sealed class MongoSentChanges(MongoStore store)
{
    /// <summary>The most bytes of chats of which it is known how far numbers go in step: about 20,000 of them.</summary>
    private const long MaxBytes = 2 << 20;

    private const int BytesOfChat = 48;

    /// <summary>The most searches of one command.</summary>
    private const int MaxSearches = 250;

    private volatile BoundedCache<Id<Chat>, Steps> known = New();

    private static BoundedCache<Id<Chat>, Steps> New() => new(MaxBytes, (_, _) => BytesOfChat);

    /// <summary>Forgets all chats: they are of a database that has been replaced.</summary>
    public void Forget() => known = New();

    /// <summary>Takes notice of a chat as it was read or committed.</summary>
    public void Note(Chat chat)
    {
        if (chat.AlterationCount == 0 && chat.LastSequence > 0)
            Raise(chat.Id, chat.LastSequence, known);
    }

    /// <summary>Messages, each with the number of its change. Nothing is read unless a chat has alterations, or is not known to have none.</summary>
    /// <param name="messages">As they were read.</param>
    /// <param name="areAlteredAsked">Whether the number is wanted of those, too, that have a later one, since they were altered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The same in the same order.</returns>
    public async ValueTask<IReadOnlyList<StoredMessage>> CompleteAsync(IReadOnlyList<StoredMessage> messages, bool areAlteredAsked, CancellationToken cancellationToken)
    {
        // That of before, if it is forgotten meanwhile.
        var present = known;
        List<StoredMessage>? open = null;
        foreach (var message in messages)
        {
            if (Lacks(message, areAlteredAsked) && !IsInStep(message, present))
                (open ??= []).Add(message);
        }

        if (open is null)
            return messages;
        await FindFirstAsync(open, present, cancellationToken);
        var late = open.FindAll(message => !IsInStep(message, present));
        if (late.Count == 0)
            return messages;
        var counts = await CountBeforeAsync(late, cancellationToken);
        return [.. messages.Select(message => Lacks(message, areAlteredAsked) && counts.TryGetValue((message.ChatId, message.Sequence), out var count) ? SentAs(message, message.Sequence + count) : message)];
    }

    private static bool Lacks(StoredMessage message, bool areAlteredAsked) => message.Readable is { } whole
        ? whole.StoredSentChange is null && (areAlteredAsked || !whole.IsAltered)
        : message.Change == message.Sequence;

    private static StoredMessage SentAs(StoredMessage message, long change) =>
        message.Readable is { } whole ? whole.SentAs(change) : new StoredMessage(message.Unreadable! with { Change = change });

    private static bool IsInStep(StoredMessage message, BoundedCache<Id<Chat>, Steps> known) => known.TryGet(message.ChatId, out var steps) && message.Sequence <= steps.UpTo;

    private static void Raise(Id<Chat> chatId, long sequence, BoundedCache<Id<Chat>, Steps> known)
    {
        if (!known.TryGet(chatId, out var steps))
            known.Set(chatId, steps = new Steps());
        steps.Raise(sequence);
    }

    /// <summary>Finds out how far numbers go in step, in one command. Where nothing was altered, they do up to these messages at least, which were read before.</summary>
    private async Task FindFirstAsync(List<StoredMessage> messages, BoundedCache<Id<Chat>, Steps> known, CancellationToken cancellationToken)
    {
        var unknown = messages.Where(message => !known.TryGet(message.ChatId, out var steps) || !steps.AreOver).Select(message => message.ChatId).Distinct().ToList();
        var first = (await SearchAsync(unknown.Select(First), cancellationToken))
            .ToDictionary(found => Id<Chat>.FromBytes(found["_id"][AlterationFields.ChatId].AsObjectId.ToByteArray()), LastSequenceOf);
        foreach (var chatId in unknown)
        {
            var isAltered = first.TryGetValue(chatId, out var lastSequence);
            Raise(chatId, isAltered ? lastSequence : messages.Where(message => message.ChatId == chatId).Max(message => message.Sequence), known);
            if (isAltered && known.TryGet(chatId, out var steps))
                steps.AreOver = true;
        }
    }

    /// <summary>How many alterations of their chats came before the messages.</summary>
    private async Task<Dictionary<(Id<Chat>, long), long>> CountBeforeAsync(List<StoredMessage> messages, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<(Id<Chat>, long), long>();
        foreach (var message in messages)
            counts[(message.ChatId, message.Sequence)] = 0;
        foreach (var found in await SearchAsync(counts.Keys.Select(place => LastBefore(place.Item1, place.Item2)), cancellationToken))
        {
            var chatId = Id<Chat>.FromBytes(found["_id"][AlterationFields.ChatId].AsObjectId.ToByteArray());
            counts[(chatId, found[MessageFields.Sequence].ToInt64())] = AlterationDocuments.OrdinalOf(found);
        }

        return counts;
    }

    /// <summary>A union of one small search for each, along the index of numbers.</summary>
    private async Task<List<BsonDocument>> SearchAsync(IEnumerable<BsonDocument[]> searches, CancellationToken cancellationToken)
    {
        var found = new List<BsonDocument>();
        foreach (var part in searches.Chunk(MaxSearches))
        {
            var others = part.Skip(1).Select(search => new BsonDocument("$unionWith", new BsonDocument { { "coll", MongoSchema.Alterations }, { "pipeline", new BsonArray(search) } }));
            PipelineDefinition<BsonDocument, BsonDocument> pipeline = (BsonDocument[])[.. part[0], .. others];
            var options = new AggregateOptions { BatchSize = part.Length + 1 };
            using var cursor = await store.Alterations.AggregateAsync(pipeline, options, cancellationToken).OrUnavailable();
            found.AddRange(await cursor.ToListAsync(cancellationToken).OrUnavailable());
        }

        return found;
    }

    private static BsonDocument[] First(Id<Chat> chatId) =>
    [
        new("$match", new BsonDocument(AlterationFields.IdChatId, chatId.ToObjectId())),
        new("$sort", new BsonDocument { { AlterationFields.LastSequence, 1 }, { AlterationFields.IdChange, 1 } }),
        new("$limit", 1),
        new("$project", new BsonDocument { { "_id", 1 }, { AlterationFields.LastSequence, 1 } }),
    ];

    /// <summary>The last alteration before a message, with that message's number.</summary>
    private static BsonDocument[] LastBefore(Id<Chat> chatId, long sequence) =>
    [
        new("$match", new BsonDocument { { AlterationFields.IdChatId, chatId.ToObjectId() }, { AlterationFields.LastSequence, new BsonDocument("$lt", sequence) } }),
        new("$sort", new BsonDocument { { AlterationFields.LastSequence, -1 }, { AlterationFields.IdChange, -1 } }),
        new("$limit", 1),
        new("$project", new BsonDocument { { "_id", 1 }, { AlterationFields.LastSequence, 1 }, { MessageFields.Sequence, new BsonDocument("$literal", sequence) } }),
    ];

    private static long LastSequenceOf(BsonDocument alteration) =>
        alteration.WholeOrNull(AlterationFields.LastSequence) ?? throw AlterationDocuments.Unreadable(alteration);

    /// <summary>How far the numbers of a chat's messages and those of its changes are the same.</summary>
    private sealed class Steps
    {
        private long upTo;
        private volatile bool areOver;

        /// <summary>The number of a message.</summary>
        public long UpTo => Volatile.Read(ref upTo);

        /// <summary>Whether they are the same up to there and no further: a message was altered then.</summary>
        public bool AreOver
        {
            get => areOver;
            set => areOver = value;
        }

        public void Raise(long sequence)
        {
            for (var seen = UpTo; seen < sequence;)
            {
                var before = Interlocked.CompareExchange(ref upTo, sequence, seen);
                if (before == seen)
                    return;
                seen = before;
            }
        }
    }
}
