using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoFileRepository(MongoStore store) : IFileRepository
{
    public async Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken) =>
        (await LoadAsync([reference], cancellationToken).OrUnavailable()).GetValueOrDefault(reference);

    public Task AddAsync(UploadedFile file, CancellationToken cancellationToken) =>
        store.Files.InsertOneAsync(file, null, cancellationToken).OrUnavailable();

    public async Task<bool> StageAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        await MoveAsync(id, FileStates.Pending, FileStates.Staged, cancellationToken);

    public async Task<bool> AbandonAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        await MoveAsync(id, FileStates.Pending, FileStates.Abandoned, cancellationToken);

    public async Task<IReadOnlyList<UploadedFile>> AbandonUnusedAsync(DateTime before, int limit, CancellationToken cancellationToken)
    {
        var unused = new BsonDocument { { "state", new BsonDocument("$in", new BsonArray { FileStates.Pending, FileStates.Staged }) }, { "uploadedAt", new BsonDocument("$lt", before) } };
        await store.Files.UpdateManyAsync(unused, To(FileStates.Abandoned), null, cancellationToken).OrUnavailable();
        return await store.Files
            .Find(new BsonDocument("state", FileStates.Abandoned), MongoReads.InOneBatch(limit))
            .Sort(new BsonDocument("uploadedAt", 1))
            .Limit(limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
    }

    public Task RemoveAsync(Id<UploadedFile> id, CancellationToken cancellationToken) => store.Files
        .DeleteOneAsync(new BsonDocument { { "_id", id.ToObjectId() }, { "state", FileStates.Abandoned } }, cancellationToken)
        .OrUnavailable();

    /// <summary>Binds the files, in one command; false if one of them is abandoned or gone.</summary>
    public async Task<bool> BindAsync(IClientSessionHandle session, IReadOnlyCollection<Id<UploadedFile>> files, CancellationToken cancellationToken)
    {
        var usable = new BsonDocument
        {
            { "_id", new BsonDocument("$in", new BsonArray(files.Select(id => id.ToObjectId()))) },
            { "state", new BsonDocument("$ne", FileStates.Abandoned) },
        };
        var result = await store.Files.UpdateManyAsync(session, usable, To(FileStates.Bound), null, cancellationToken);
        return result.MatchedCount == files.Count;
    }

    /// <summary>
    /// The files that the references mean, in one command: a union of one small search for each, along the index, since
    /// a user may have any number of files of one name.
    /// </summary>
    public async Task<Dictionary<FileReference, UploadedFile>> LoadAsync(IReadOnlyCollection<FileReference> references, CancellationToken cancellationToken)
    {
        var searches = references.Select(NewestOfName).Prepend(OfIdentifiers(references)).ToList();
        var pipeline = new List<BsonDocument>(searches[0]);
        foreach (var search in searches.Skip(1))
        {
            var union = new BsonDocument { { "coll", MongoSchema.Files }, { "pipeline", new BsonArray(search) } };
            pipeline.Add(new BsonDocument("$unionWith", union));
        }

        var options = new AggregateOptions { BatchSize = (2 * references.Count) + 1 };
        using var cursor = await store.Files.AggregateAsync<UploadedFile>(pipeline, options, cancellationToken);
        var found = (await cursor.ToListAsync(cancellationToken)).ToLookup(file => file.OwnerId);

        var files = new Dictionary<FileReference, UploadedFile>();
        foreach (var reference in references)
        {
            if (Choose(found, reference) is { } file)
                files.Add(reference, file);
        }

        return files;
    }

    /// <summary>What owners find. An entry of an older version has no state, and is staged.</summary>
    private static BsonDocument Visible => new("$in", new BsonArray { FileStates.Staged, FileStates.Bound, BsonNull.Value });

    private static BsonDocument To(string state) => new("$set", new BsonDocument("state", state));

    private async Task<bool> MoveAsync(Id<UploadedFile> id, string from, string to, CancellationToken cancellationToken)
    {
        var result = await store.Files
            .UpdateOneAsync(new BsonDocument { { "_id", id.ToObjectId() }, { "state", from } }, To(to), null, cancellationToken)
            .OrUnavailable();
        return result.MatchedCount == 1;
    }

    /// <summary>A name may look like an identifier, so that one which isn't found is still looked for as a name.</summary>
    private static UploadedFile? Choose(ILookup<Id<User>, UploadedFile> found, FileReference reference)
    {
        var own = found[reference.OwnerId];
        return (Id<UploadedFile>.TryParse(reference.IdOrName, out var id) ? own.FirstOrDefault(file => file.Id == id) : null)
            ?? own.Where(file => file.Content.Name == reference.IdOrName).MaxBy(file => (file.UploadedAt, file.Id));
    }

    private static BsonDocument[] OfIdentifiers(IEnumerable<FileReference> references)
    {
        var ids = new BsonArray();
        var owners = new BsonArray();
        foreach (var reference in references)
        {
            if (!Id<UploadedFile>.TryParse(reference.IdOrName, out var id))
                continue;
            ids.Add(id.ToObjectId());
            owners.Add(reference.OwnerId.ToObjectId());
        }

        return [new("$match", new BsonDocument { { "_id", new BsonDocument("$in", ids) }, { "ownerId", new BsonDocument("$in", owners) }, { "state", Visible } })];
    }

    private static BsonDocument[] NewestOfName(FileReference reference) =>
    [
        new("$match", new BsonDocument { { "ownerId", reference.OwnerId.ToObjectId() }, { "name", reference.IdOrName }, { "state", Visible } }),
        new("$sort", new BsonDocument { { "uploadedAt", -1 }, { "_id", -1 } }),
        new("$limit", 1),
    ];
}
