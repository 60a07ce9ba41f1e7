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

        return [new("$match", new BsonDocument { { "_id", new BsonDocument("$in", ids) }, { "ownerId", new BsonDocument("$in", owners) } })];
    }

    private static BsonDocument[] NewestOfName(FileReference reference) =>
    [
        new("$match", new BsonDocument { { "ownerId", reference.OwnerId.ToObjectId() }, { "name", reference.IdOrName } }),
        new("$sort", new BsonDocument { { "uploadedAt", -1 }, { "_id", -1 } }),
        new("$limit", 1),
    ];
}
