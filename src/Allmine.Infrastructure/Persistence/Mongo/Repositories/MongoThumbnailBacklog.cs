using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>Each step is one update on a condition, so that it is the same whether one node takes it or two.</summary>
internal sealed class MongoThumbnailBacklog(MongoStore store, UnreadableRecords unreadable) : IThumbnailBacklog
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

    public Task GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken)
    {
        var key = film.LaterThumbnail!.Key;
        var given = new BsonDocument { { MediaFields.ThumbnailKey, key }, { FileFields.LaterThumbnailDue, due }, { FileFields.LaterThumbnailTries, 0L } };
        return store.Files
            .UpdateOneAsync(
                new BsonDocument { { "_id", film.Id.ToObjectId() }, { FileFields.LaterThumbnailKey, key }, { MediaFields.ThumbnailKey, Absent } },
                new BsonDocument("$set", given),
                null,
                cancellationToken)
            .OrUnavailable();
    }

    /// <remarks>Along the index of films. Nobody is waiting for it, and there may be many: it takes as long as it takes.</remarks>
    public async Task ShowAsync(UploadedFile film, CancellationToken cancellationToken)
    {
        var lacking = new BsonDocument
        {
            { MessageFields.MediaKind, MediaKindNames.Video },
            { MessageFields.MediaKey, film.Content.Key },
            { MessageFields.MediaThumbnailKey, Absent },
        };
        var shown = new BsonDocument("$set", new BsonDocument(MessageFields.MediaThumbnailKey, film.LaterThumbnail!.Key));
        try
        {
            await store.Messages.UpdateManyAsync(lacking, shown, null, cancellationToken);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
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
