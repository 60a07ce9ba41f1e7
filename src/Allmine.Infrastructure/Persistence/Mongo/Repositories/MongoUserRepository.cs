using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoUserRepository(MongoStore store, UnreadableRecords unreadable) : IUserRepository
{
    /// <summary>There is no text in it: also not one that this version does not know.</summary>
    private static readonly BsonDocument NoKind = new("$not", new BsonDocument("$gte", string.Empty));

    private static readonly FindOneAndUpdateOptions<User, BsonDocument> EntryBefore = new()
    {
        IsUpsert = true,
        ReturnDocument = ReturnDocument.Before,
        Projection = new BsonDocument(UserFields.Kind, 1),
    };

    public async Task<IReadOnlyList<StoredUser>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids.Select(id => id.ToObjectId()))));
        var found = await store.Users.Find(filter, MongoReads.InOneBatch(ids.Count)).AsRecords().ToListAsync(cancellationToken).OrUnavailable();
        return found.ConvertAll(ToUser);
    }

    /// <remarks>
    /// An update rather than a replacement: fields of a newer version stay, and an older one leaves the kind. An entry of another kind does
    /// not match, and to insert it anew meets the identifier that is there.
    /// </remarks>
    public async Task<UserWrite> PutAsync(User user, bool leavesKind, CancellationToken cancellationToken)
    {
        var stored = UserSerializer.StoredKindOf(user.Kind);
        var filter = new BsonDocument("_id", user.Id.ToObjectId());
        if (!leavesKind)
            filter.Add(UserFields.Kind, stored is null ? NoKind : stored);
        var entry = new BsonDocument(UserFields.Username, user.Username.Value);
        if (user.ProfilePhoto is not null)
            entry.Add(UserFields.ProfilePhoto, user.ProfilePhoto);
        var set = new BsonDocument { { UserFields.Username, user.Username.Value }, { UserFields.Entry, entry } };
        var update = new BsonDocument("$set", set);
        if (user.ProfilePhoto is { } photo)
            set.Add(UserFields.ProfilePhoto, photo);
        else
            update.Add("$unset", new BsonDocument(UserFields.ProfilePhoto, string.Empty));
        // With the kind in the filter, the server takes it from there.
        if (leavesKind && stored is not null)
            update.Add("$setOnInsert", new BsonDocument(UserFields.Kind, stored));

        try
        {
            var before = await store.Users
                .FindOneAndUpdateAsync<BsonDocument>(filter, update, EntryBefore, cancellationToken)
                .OrUnavailable();
            return before is null ? new UserWrite(true, user.Kind) : new UserWrite(false, KindIn(before));
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            var found = await FindKindAsync(user.Id, cancellationToken);
            return found == user.Kind || leavesKind
                // Somebody else was first to write it.
                ? await PutAsync(user, leavesKind, cancellationToken)
                : new UserWrite(false, found);
        }
    }

    /// <summary>Those of the users who are in the directory, in one command that reads the index alone.</summary>
    public async Task<IEnumerable<Id<User>>> KnownOfAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids.Select(id => id.ToObjectId()))));
        var found = await store.Users.Find(filter, MongoReads.InOneBatch(ids.Count))
            .Project<BsonDocument>(new BsonDocument("_id", 1))
            .ToListAsync(cancellationToken);
        return found.Select(document => Id<User>.FromBytes(document["_id"].AsObjectId.ToByteArray()));
    }

    private async Task<UserKind> FindKindAsync(Id<User> id, CancellationToken cancellationToken)
    {
        var found = await store.Users.Find(new BsonDocument("_id", id.ToObjectId()))
            .Project<BsonDocument>(new BsonDocument(UserFields.Kind, 1))
            .SingleAsync(cancellationToken)
            .OrUnavailable();
        return KindIn(found);
    }

    private UserKind KindIn(BsonDocument entry)
    {
        try
        {
            return entry.GetValue(UserFields.Kind, BsonNull.Value) is BsonString name ? UserSerializer.ParseKind(name.Value) : UserKind.Person;
        }
        catch (FormatException exception)
        {
            throw unreadable.Report($"user {entry.IdText()}", exception);
        }
    }

    private StoredUser ToUser(MongoRecord<User> record)
    {
        if (record.Value is { } user)
            return user;
        unreadable.Report($"user {record.Raw!.IdText()}", record.Failure);
        // It was found by its identifier.
        return new StoredUser(record.Raw!.IdOrNull<User>("_id")!.Value, Profile: null);
    }
}
