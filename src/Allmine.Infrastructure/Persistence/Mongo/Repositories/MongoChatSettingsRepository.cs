using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>One document for each user and chat. The first revision is an insert, each other one takes the place of the one before.</summary>
internal sealed class MongoChatSettingsRepository(MongoStore store, UnreadableRecords unreadable) : IChatSettingsRepository
{
    public async Task<IReadOnlyList<ChatSettings>> FindAllAsync(Id<User> userId, IReadOnlyCollection<Id<Chat>> chatIds, CancellationToken cancellationToken)
    {
        if (chatIds.Count == 0)
            return [];
        var found = await FindAsync(chatIds.Select(chatId => ChatSettingsDocuments.IdOf(userId, chatId)), chatIds.Count, cancellationToken);
        return unreadable.Reported(() => found.ConvertAll(ChatSettingsDocuments.Read));
    }

    public async Task<IReadOnlyDictionary<Id<User>, ChatSettings?>> OfMembersAsync(
        Id<Chat> chatId, IReadOnlyCollection<Id<User>> userIds, CancellationToken cancellationToken)
    {
        if (userIds.Count == 0)
            return new Dictionary<Id<User>, ChatSettings?>();
        var found = await FindAsync(userIds.Select(userId => ChatSettingsDocuments.IdOf(userId, chatId)), userIds.Count, cancellationToken);
        // They were found by their identifiers, so that those can be read.
        return found.ToDictionary(
            document => document.DocumentOrNull("_id")!.IdOrNull<User>(ChatSettingsFields.UserId)!.Value,
            document => unreadable.ReadOr<BsonDocument, ChatSettings?>(document, ChatSettingsDocuments.Read, _ => null));
    }

    public async Task<bool> SaveAsync(ChatSettings settings, CancellationToken cancellationToken)
    {
        var document = ChatSettingsDocuments.Of(settings);
        if (settings.Revision == 1)
            return await AddAsync(document, cancellationToken);
        var before = new BsonDocument { { "_id", document["_id"] }, { ChatSettingsFields.Revision, settings.Revision - 1 } };
        // The whole document, so that the stream of changes has all of it.
        var result = await store.ChatSettings.ReplaceOneAsync(before, document, (ReplaceOptions?)null, cancellationToken).OrUnavailable();
        return result.MatchedCount == 1;
    }

    /// <summary>Along the identifiers.</summary>
    private async Task<List<BsonDocument>> FindAsync(IEnumerable<BsonDocument> ids, int most, CancellationToken cancellationToken) =>
        await store.ChatSettings.Find(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))), MongoReads.InOneBatch(most)).ToListAsync(cancellationToken).OrUnavailable();

    private async Task<bool> AddAsync(BsonDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await store.ChatSettings.InsertOneAsync(document, null, cancellationToken).OrUnavailable();
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }
}
