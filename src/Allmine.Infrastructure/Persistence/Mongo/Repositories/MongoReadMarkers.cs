using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>
/// How far members have read by their own word: one document for each chat, beside the one that sends write. A marker in
/// that one would make each reader a writer of the same document, and rounds and readers would undo or hold up each other.
/// The chat has the markers that its senders moved; who has read what is the greater of the two.
/// </summary>
internal sealed class MongoReadMarkers(MongoStore store, UnreadableRecords unreadable)
{
    /// <summary>Moves a marker, never back, in one command, and returns where it is then.</summary>
    public async Task<long> RaiseAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken)
    {
        var marker = $"{ReadMarkerFields.ReadUpTo}.{userId}";
        var options = new FindOneAndUpdateOptions<BsonDocument>
        {
            IsUpsert = true,
            ReturnDocument = ReturnDocument.After,
            Projection = new BsonDocument(marker, 1),
        };
        var document = await store.ReadMarkers
            .FindOneAndUpdateAsync(new BsonDocument("_id", id.ToObjectId()), new BsonDocument("$max", new BsonDocument(marker, sequence)), options, cancellationToken)
            .OrUnavailable();
        return document.DocumentOrNull(ReadMarkerFields.ReadUpTo)?.WholeOrNull(userId.ToString()) ?? throw ReportOf(id, userId);
    }

    /// <summary>Brings the markers of chats up to date, in one command.</summary>
    public async Task CompleteAsync(IReadOnlyCollection<Chat> chats, CancellationToken cancellationToken)
    {
        if (chats.Count == 0)
            return;
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(chats.Select(chat => chat.Id.ToObjectId()))));
        var found = await store.ReadMarkers.Find(filter, MongoReads.InOneBatch(chats.Count)).ToListAsync(cancellationToken).OrUnavailable();
        var byChat = found.ToDictionary(document => document["_id"].AsObjectId, document => document.DocumentOrNull(ReadMarkerFields.ReadUpTo));
        foreach (var chat in chats)
        {
            if (byChat.GetValueOrDefault(chat.Id.ToObjectId()) is not { } markers)
                continue;
            foreach (var member in chat.Members.ToList())
            {
                var field = member.UserId.ToString();
                if (markers.WholeOrNull(field) is { } marker)
                    chat.MarkRead(member.UserId, marker);
                else if (markers.Contains(field))
                    ReportOf(chat.Id, member.UserId);
            }
        }
    }

    /// <summary>A marker that can't be read counts as none: the sender's own in the chat is still there.</summary>
    private UnreadableRecordException ReportOf(Id<Chat> id, Id<User> userId) =>
        unreadable.Report($"read marker of {userId} in chat {id}", null);
}
