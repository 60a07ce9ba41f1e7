using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoFileRepository(MongoStore store, MongoSessions sessions, TimeProvider time, UnreadableRecords unreadable) : IFileRepository
{
    public async Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken)
    {
        var state = new RoundState();
        await LoadAsync([reference], state, cancellationToken).OrUnavailable();
        state.EnsureReadable(reference);
        return state.Files.GetValueOrDefault(reference);
    }

    public Task AddAsync(UploadedFile file, CancellationToken cancellationToken) =>
        store.Files.InsertOneAsync(file, null, cancellationToken).OrUnavailable();

    public Task<bool> TryAddAsync(UploadedFile file, long maxOwnerBytes, CancellationToken cancellationToken) =>
        new MongoLimitedAdd(store, sessions, time, file, maxOwnerBytes).RunAsync(cancellationToken);

    public Task<long> SumBytesAsync(Id<User> owner, CancellationToken cancellationToken) =>
        MongoLimitedAdd.SumBytesAsync(store, session: null, owner, cancellationToken).OrUnavailable();

    public async Task<bool> StageAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        await MoveAsync(id, FileStateNames.Pending, FileStateNames.Staged, cancellationToken);

    public async Task<bool> AbandonAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        await MoveAsync(id, FileStateNames.Pending, FileStateNames.Abandoned, cancellationToken);

    public async Task<IReadOnlyList<UploadedFile>> AbandonUnusedAsync(DateTime before, int limit, CancellationToken cancellationToken)
    {
        var unused = new BsonDocument { { FileFields.State, new BsonDocument("$in", new BsonArray { FileStateNames.Pending, FileStateNames.Staged }) }, { FileFields.UploadedAt, new BsonDocument("$lt", before) } };
        await store.Files.UpdateManyAsync(unused, To(FileStateNames.Abandoned), null, cancellationToken).OrUnavailable();
        using var cursor = await store.Files
            .Find(new BsonDocument(FileFields.State, FileStateNames.Abandoned), MongoReads.InOneBatch(limit))
            .AsRecords()
            .Sort(new BsonDocument(FileFields.UploadedAt, 1))
            .ToCursorAsync(cancellationToken)
            .OrUnavailable();
        var files = new List<UploadedFile>();
        // However many there are that can't be read, those behind them have their turn.
        while (files.Count < limit && await cursor.MoveNextAsync(cancellationToken).OrUnavailable())
            files.AddRange(cursor.Current.Select(record => ToFile(record).File).OfType<UploadedFile>().Take(limit - files.Count));
        return files;
    }

    public Task RemoveAsync(Id<UploadedFile> id, CancellationToken cancellationToken) => store.Files
        .DeleteOneAsync(new BsonDocument { { "_id", id.ToObjectId() }, { FileFields.State, FileStateNames.Abandoned } }, cancellationToken)
        .OrUnavailable();

    /// <summary>Binds the files, in one command; false if one of them is abandoned or gone.</summary>
    public async Task<bool> BindAsync(IClientSessionHandle session, IReadOnlyCollection<Id<UploadedFile>> files, CancellationToken cancellationToken)
    {
        var usable = new BsonDocument
        {
            { "_id", new BsonDocument("$in", new BsonArray(files.Select(id => id.ToObjectId()))) },
            { FileFields.State, new BsonDocument("$ne", FileStateNames.Abandoned) },
        };
        var result = await store.Files.UpdateManyAsync(session, usable, To(FileStateNames.Bound), null, cancellationToken);
        return result.MatchedCount == files.Count;
    }

    /// <summary>
    /// Adds the files that the references mean to the state, in one command: a union of one small search for each, along the index, since
    /// a user may have any number of files of one name.
    /// </summary>
    public async Task LoadAsync(IReadOnlyCollection<FileReference> references, RoundState state, CancellationToken cancellationToken)
    {
        var searches = references.SelectMany(NewestOfNames).Prepend(OfIdentifiers(references)).ToList();
        var pipeline = new List<BsonDocument>(searches[0]);
        foreach (var search in searches.Skip(1))
        {
            var union = new BsonDocument { { "coll", MongoSchema.Files }, { "pipeline", new BsonArray(search) } };
            pipeline.Add(new BsonDocument("$unionWith", union));
        }

        var options = new AggregateOptions { BatchSize = searches.Count + references.Count };
        using var cursor = await store.Files.AggregateAsync<MongoRecord<UploadedFile>>(pipeline, options, cancellationToken);
        var found = (await cursor.ToListAsync(cancellationToken)).ConvertAll(ToFile).ToLookup(file => file.OwnerId);
        foreach (var reference in references)
        {
            var chosen = Choose(found, reference);
            if (chosen?.File is { } file)
                state.Files.Add(reference, file);
            else if (chosen?.Unreadable is { } why)
                state.MarkUnreadable(reference, why);
        }
    }

    /// <summary>What owners find. An entry of an older version has no state, and is staged.</summary>
    private static BsonDocument Visible => new("$in", new BsonArray { FileStateNames.Staged, FileStateNames.Bound, BsonNull.Value });

    private static BsonDocument To(string state) => new("$set", new BsonDocument(FileFields.State, state));

    private async Task<bool> MoveAsync(Id<UploadedFile> id, string from, string to, CancellationToken cancellationToken)
    {
        var result = await store.Files
            .UpdateOneAsync(new BsonDocument { { "_id", id.ToObjectId() }, { FileFields.State, from } }, To(to), null, cancellationToken)
            .OrUnavailable();
        return result.MatchedCount == 1;
    }

    /// <summary>A name may look like an identifier, so that one which isn't found is still looked for as a name.</summary>
    private static FoundFile? Choose(ILookup<Id<User>?, FoundFile> found, FileReference reference)
    {
        var own = found[reference.OwnerId];
        return (Id<UploadedFile>.TryParse(reference.IdOrName, out var id) ? own.FirstOrDefault(file => file.Id == id) : null)
            ?? own.Where(file => file.Name is { } name && reference.Names().Contains(name)).MaxBy(file => (file.UploadedAt, file.Id));
    }

    private FoundFile ToFile(MongoRecord<UploadedFile> record)
    {
        if (record.Value is { } file)
            return new FoundFile(file.Id, file.OwnerId, file.Content.Name, file.UploadedAt, file, null);
        var raw = record.Raw!;
        var why = unreadable.Report($"file {raw.IdText()}", record.Failure);
        return new FoundFile(
            raw.IdOrNull<UploadedFile>("_id") ?? default,
            raw.IdOrNull<User>(FileFields.OwnerId),
            raw.GetValue(MediaFields.Name, BsonNull.Value) is BsonString name ? name.Value : null,
            raw.TimeOrNull(FileFields.UploadedAt) ?? default,
            null,
            why);
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

        return [new("$match", new BsonDocument { { "_id", new BsonDocument("$in", ids) }, { FileFields.OwnerId, new BsonDocument("$in", owners) }, { FileFields.State, Visible } })];
    }

    private static IEnumerable<BsonDocument[]> NewestOfNames(FileReference reference) => reference.Names().Select(name => NewestOfName(reference.OwnerId, name));

    private static BsonDocument[] NewestOfName(Id<User> owner, string name) =>
    [
        new("$match", new BsonDocument { { FileFields.OwnerId, owner.ToObjectId() }, { MediaFields.Name, name }, { FileFields.State, Visible } }),
        new("$sort", new BsonDocument { { FileFields.UploadedAt, -1 }, { "_id", -1 } }),
        new("$limit", 1),
    ];

    /// <summary>A file as it was found, by what tells which one is meant: either the file, or why it can't be read.</summary>
    private sealed record FoundFile(
        Id<UploadedFile> Id, Id<User>? OwnerId, string? Name, DateTime UploadedAt, UploadedFile? File, UnreadableRecordException? Unreadable);
}
