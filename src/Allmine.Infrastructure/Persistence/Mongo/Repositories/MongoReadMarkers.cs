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

    /// <summary>
    /// Moves the marker of what has reached a member, never back, in one command. A number that the member has read moves nothing: neither by
    /// <see cref="RaiseAsync"/>, nor by sending.
    /// </summary>
    /// <param name="id">The chat.</param>
    /// <param name="userId">The member.</param>
    /// <param name="sequence">The number of the message.</param>
    /// <param name="sent">How far the member has read by sending.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of the last message that has reached the member then.</returns>
    public async Task<long> RaiseDeliveredAsync(Id<Chat> id, Id<User> userId, long sequence, long sent, CancellationToken cancellationToken)
    {
        var (read, delivered) = ($"{ReadMarkerFields.ReadUpTo}.{userId}", $"{ReadMarkerFields.DeliveredUpTo}.{userId}");
        var (chat, both) = (new BsonDocument("_id", id.ToObjectId()), new BsonDocument { { read, 1 }, { delivered, 1 } });
        if (sequence <= sent)
            return Math.Max(sent, HasUpTo(userId, await store.ReadMarkers.Find(chat).Project(both).FirstOrDefaultAsync(cancellationToken).OrUnavailable()));
        var has = new BsonDocument("$max", new BsonArray { $"${read}", $"${delivered}", 0L });
        var raised = new BsonDocument("$mergeObjects", new BsonArray { $"${ReadMarkerFields.DeliveredUpTo}", new BsonDocument(userId.ToString(), sequence) });
        var stage = new BsonDocument("$set", new BsonDocument
        {
            // Nodes of an earlier version look for it in every document.
            { ReadMarkerFields.ReadUpTo, new BsonDocument("$ifNull", new BsonArray { $"${ReadMarkerFields.ReadUpTo}", new BsonDocument() }) },
            { ReadMarkerFields.DeliveredUpTo, new BsonDocument("$cond", new BsonArray { new BsonDocument("$gt", new BsonArray { sequence, has }), raised, $"${ReadMarkerFields.DeliveredUpTo}" }) },
        });
        var options = new FindOneAndUpdateOptions<BsonDocument>
        {
            IsUpsert = true,
            ReturnDocument = ReturnDocument.After,
            Projection = both,
        };
        PipelineDefinition<BsonDocument, BsonDocument> pipeline = new[] { stage };
        return HasUpTo(userId, await store.ReadMarkers.FindOneAndUpdateAsync(chat, pipeline, options, cancellationToken).OrUnavailable());
    }

    /// <summary>Removes the markers of members in a round's transaction.</summary>
    public Task ForgetAsync(IClientSessionHandle session, Id<Chat> id, IReadOnlyCollection<Id<User>> members, CancellationToken cancellationToken)
    {
        var gone = new BsonDocument();
        foreach (var member in members)
            gone.Add($"{ReadMarkerFields.ReadUpTo}.{member}", 1).Add($"{ReadMarkerFields.DeliveredUpTo}.{member}", 1);
        return store.ReadMarkers.UpdateOneAsync(session, new BsonDocument("_id", id.ToObjectId()), new BsonDocument("$unset", gone), null, cancellationToken);
    }

    private static long HasUpTo(Id<User> userId, BsonDocument? markers)
    {
        var field = userId.ToString();
        return Math.Max(
            markers?.DocumentOrNull(ReadMarkerFields.ReadUpTo)?.WholeOrNull(field) ?? 0, markers?.DocumentOrNull(ReadMarkerFields.DeliveredUpTo)?.WholeOrNull(field) ?? 0);
    }

    /// <summary>Brings the markers of chats up to date, in one command.</summary>
    public async Task CompleteAsync(IReadOnlyCollection<Chat> chats, CancellationToken cancellationToken)
    {
        if (chats.Count == 0)
            return;
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(chats.Select(chat => chat.Id.ToObjectId()))));
        var found = await store.ReadMarkers.Find(filter, MongoReads.InOneBatch(chats.Count)).ToListAsync(cancellationToken).OrUnavailable();
        var byChat = found.ToDictionary(document => document["_id"].AsObjectId);
        foreach (var chat in chats)
            Complete(chat, byChat.GetValueOrDefault(chat.Id.ToObjectId()));
    }

    /// <summary>Brings the markers of a chat up to date.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="markers">The document with its markers; null for none.</param>
    public void Complete(Chat chat, BsonDocument? markers)
    {
        Move(chat, markers?.DocumentOrNull(ReadMarkerFields.ReadUpTo), chat.MarkRead);
        Move(chat, markers?.DocumentOrNull(ReadMarkerFields.DeliveredUpTo), chat.MarkDelivered);
    }

    private void Move(Chat chat, BsonDocument? markers, Func<Id<User>, long, bool> move)
    {
        if (markers is null)
            return;
        foreach (var member in chat.Members.ToList())
        {
            var field = member.UserId.ToString();
            if (markers.WholeOrNull(field) is { } marker)
                move(member.UserId, marker);
            else if (markers.Contains(field))
                ReportOf(chat.Id, member.UserId);
        }
    }

    /// <summary>A marker that can't be read counts as none: the sender's own in the chat is still there.</summary>
    private UnreadableRecordException ReportOf(Id<Chat> id, Id<User> userId) =>
        unreadable.Report($"read marker of {userId} in chat {id}", null);
}
