using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>The words that messages had before their present ones, and so the messages as they were then.</summary>
internal sealed class MongoPastVersions(MongoStore store, MongoMessageRepository messages, MongoSentChanges sentChanges, UnreadableRecords unreadable)
{
    private static readonly BsonDocument ReplacedAlone = new() { { AlterationFields.MessageId, 1 }, { AlterationFields.Replaced, 1 } };

    /// <inheritdoc cref="Application.Ports.Messages.IChangeRepository.PastVersionsAsync"/>
    public async Task<IReadOnlyList<MessageVersion>> PageAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { AlterationFields.MessageId, messageId.ToObjectId() }, { AlterationFields.ReplacedVersion, new BsonDocument("$gt", (long)after) } };
        var found = await store.Alterations.Find(filter, MongoReads.InOneBatch(limit))
            .Sort(new BsonDocument(AlterationFields.ReplacedVersion, 1))
            .Limit(limit)
            .Project(ReplacedAlone)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return unreadable.Reported(() => found.ConvertAll(AlterationDocuments.ReplacedIn));
    }

    /// <summary>Messages as they were sent; those that are deleted by now, as what is left of them.</summary>
    public async Task<IReadOnlyList<StoredMessage>> AsSentAsync(IReadOnlyList<StoredMessage> present, CancellationToken cancellationToken)
    {
        var complete = await sentChanges.CompleteAsync(present, areAlteredAsked: true, cancellationToken);
        return await AsOfAsync([.. complete.Select(message => new MongoPastMessage(message, MessageLife.Untouched))], cancellationToken);
    }

    /// <summary>Messages as they were earlier. Only the words of those that have been edited since are read: one command, however many there are.</summary>
    /// <returns>In the same order.</returns>
    public async Task<IReadOnlyList<StoredMessage>> AsOfAsync(IReadOnlyList<MongoPastMessage> asked, CancellationToken cancellationToken)
    {
        var edited = asked.Where(message => message.NeedsWords).ToList();
        if (edited.Count == 0)
            return [.. asked.Select(message => message.Told(words: null))];
        var words = await FindAsync(edited, cancellationToken);
        // They are gone with the message, if it was deleted meanwhile.
        var gone = edited.Where(message => !words.ContainsKey(message.Words)).Select(message => message.Words.MessageId.ToObjectId()).ToHashSet();
        var now = gone.Count == 0 ? [] : await messages.OfAsync(gone, cancellationToken);
        return [.. asked.Select(message => Tell(message, words, now))];
    }

    private StoredMessage Tell(
        MongoPastMessage message, Dictionary<(Id<Message>, int), MessageVersion> words, Dictionary<ObjectId, StoredMessage> now)
    {
        if (!message.NeedsWords)
            return message.Told(words: null);
        if (words.TryGetValue(message.Words, out var version))
            return message.Told(version);
        if (now.TryGetValue(message.Words.MessageId.ToObjectId(), out var present) && present.Readable is { IsDeleted: true } tombstone)
            return tombstone.AsOf(message.Then with { Change = message.Change });
        unreadable.Report($"version {message.Words.Version} of message {message.Words.MessageId}", null);
        return message.Unreadable();
    }

    private async Task<Dictionary<(Id<Message>, int), MessageVersion>> FindAsync(List<MongoPastMessage> edited, CancellationToken cancellationToken)
    {
        var each = edited.Select(message => message.Words).Distinct().Select(words => new BsonDocument
        {
            { AlterationFields.MessageId, words.MessageId.ToObjectId() },
            { AlterationFields.ReplacedVersion, (long)words.Version },
        }).ToList();
        var found = await store.Alterations.Find(new BsonDocument("$or", new BsonArray(each)), MongoReads.InOneBatch(each.Count))
            .Project(ReplacedAlone)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        var words = new Dictionary<(Id<Message>, int), MessageVersion>();
        foreach (var document in found)
        {
            if (document.IdOrNull<Message>(AlterationFields.MessageId) is { } id && TryRead(document) is { } version)
                words[(id, version.Version)] = version;
        }

        return words;
    }

    private static MessageVersion? TryRead(BsonDocument document)
    {
        try
        {
            return AlterationDocuments.ReplacedIn(document);
        }
        catch (Domain.Errors.UnreadableRecordException)
        {
            return null;
        }
    }
}
