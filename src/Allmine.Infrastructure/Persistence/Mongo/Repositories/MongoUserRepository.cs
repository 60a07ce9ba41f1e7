using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoUserRepository(MongoStore store, UnreadableRecords unreadable) : IUserRepository
{
    private static readonly UpdateOptions Upsert = new() { IsUpsert = true };

    public async Task<IReadOnlyList<StoredUser>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids.Select(id => id.ToObjectId()))));
        var found = await store.Users.Find(filter, MongoReads.InOneBatch(ids.Count)).AsRecords().ToListAsync(cancellationToken).OrUnavailable();
        return found.ConvertAll(ToUser);
    }

    /// <remarks>An update rather than a replacement: fields of a newer version stay.</remarks>
    public async Task<bool> PutAsync(User user, CancellationToken cancellationToken)
    {
        var set = new BsonDocument(UserFields.Username, user.Username.Value);
        var update = new BsonDocument("$set", set);
        if (user.ProfilePhoto is { } photo)
            set.Add(UserFields.ProfilePhoto, photo);
        else
            update.Add("$unset", new BsonDocument(UserFields.ProfilePhoto, string.Empty));

        var result = await store.Users
            .UpdateOneAsync(new BsonDocument("_id", user.Id.ToObjectId()), update, Upsert, cancellationToken)
            .OrUnavailable();
        return result.UpsertedId is not null;
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

    private StoredUser ToUser(MongoRecord<User> record)
    {
        if (record.Value is { } user)
            return user;
        unreadable.Report($"user {record.Raw!.IdText()}", record.Failure);
        // It was found by its identifier.
        return new StoredUser(record.Raw!.IdOrNull<User>("_id")!.Value, Profile: null);
    }
}
