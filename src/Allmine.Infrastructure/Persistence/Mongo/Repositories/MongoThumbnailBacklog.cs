using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>Each step is one update on a condition, so that it is the same whether one node takes it or two.</summary>
internal sealed class MongoThumbnailBacklog(MongoStore store, MongoMessageRepository messages, UnreadableRecords unreadable) : IThumbnailBacklog
{
    private static readonly MongoRecordSerializer<UploadedFile> Records = new(new UploadedFileSerializer());

    public async Task<UploadedFile?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken)
    {
        var due = new BsonDocument
        {
            { FileFields.State, FileStateNames.Bound },
            { FileFields.LaterThumbnailDue, new BsonDocument("$lte", now) },
        };
        var claim = new BsonDocument
        {
            { "$set", new BsonDocument(FileFields.LaterThumbnailDue, until) },
            { "$inc", new BsonDocument(FileFields.LaterThumbnailTries, 1L) },
        };
        var options = new FindOneAndUpdateOptions<UploadedFile, MongoRecord<UploadedFile>>
        {
            Sort = new BsonDocument(FileFields.LaterThumbnailDue, 1),
            ReturnDocument = ReturnDocument.After,
            Projection = new BsonDocumentProjectionDefinition<UploadedFile, MongoRecord<UploadedFile>>([], Records),
        };
        while (true)
        {
            var record = await store.Files.FindOneAndUpdateAsync<MongoRecord<UploadedFile>>(due, claim, options, cancellationToken).OrUnavailable();
            if (record.Raw is null)
                return record.Value;
            unreadable.Report($"file {record.Raw.IdText()}", record.Failure);
        }
    }

    public async Task<bool> GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken)
    {
        var key = film.LaterThumbnail!.Key;
        var given = new BsonDocument { { MediaFields.ThumbnailKey, key }, { FileFields.LaterThumbnailDue, due }, { FileFields.LaterThumbnailTries, 0L } };
        var bound = new BsonDocument { { "_id", film.Id.ToObjectId() }, { FileFields.LaterThumbnailKey, key }, { FileFields.State, FileStateNames.Bound } };
        var result = await store.Files
            .UpdateOneAsync(new BsonDocument(bound).Add(MediaFields.ThumbnailKey, Absent), new BsonDocument("$set", given), null, cancellationToken)
            .OrUnavailable();
        // Another node may have given it already.
        return result.MatchedCount == 1 || await store.Files.Find(bound.Add(MediaFields.ThumbnailKey, key)).Limit(1).Project(new BsonDocument("_id", 1)).AnyAsync(cancellationToken).OrUnavailable();
    }

    /// <remarks>Along the index of files.</remarks>
    public async Task<IReadOnlyList<Message>> LackingAsync(UploadedFile film, int limit, CancellationToken cancellationToken)
    {
        var lacking = new BsonDocument { { MessageFields.MediaKey, film.Content.Key }, { MessageFields.MediaThumbnailKey, Absent } };
        using var cursor = await store.Messages.Find(lacking, MongoReads.InOneBatch(limit)).AsRecords().ToCursorAsync(cancellationToken).OrUnavailable();
        var found = new List<Message>();
        // However many there are that can't be read, those behind them have their turn.
        while (found.Count < limit && await cursor.MoveNextAsync(cancellationToken).OrUnavailable())
            found.AddRange(cursor.Current.Select(record => messages.ToMessage(record)?.Readable).OfType<Message>().Take(limit - found.Count));
        return found;
    }

    public Task GiveBackAsync(UploadedFile film, CancellationToken cancellationToken) =>
        ChangeAsync(film, new BsonDocument("$inc", new BsonDocument(FileFields.LaterThumbnailTries, -1L)), cancellationToken);

    public Task EndAsync(UploadedFile film, CancellationToken cancellationToken) =>
        ChangeAsync(film, new BsonDocument("$unset", new BsonDocument(FileFields.LaterThumbnailDue, 1)), cancellationToken);

    /// <summary>On condition that nobody else has taken it up.</summary>
    private Task ChangeAsync(UploadedFile film, BsonDocument change, CancellationToken cancellationToken) => store.Files
        .UpdateOneAsync(
            new BsonDocument { { "_id", film.Id.ToObjectId() }, { FileFields.LaterThumbnailDue, film.LaterThumbnail!.Due } }, change, null, cancellationToken)
        .OrUnavailable();

    private static BsonDocument Absent => new("$exists", false);
}
