using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>What changes of the stream tell of entries of the user directory.</summary>
internal sealed class MongoUserChanges(MongoUserRepository users)
{
    private static readonly Dictionary<Id<User>, StoredUser> None = [];

    /// <summary>The entries as they are that were changed: what never changes is taken from there. Nothing is read for most changes.</summary>
    public async Task<IReadOnlyDictionary<Id<User>, StoredUser>> LoadAsync(List<MongoRecord<BsonDocument>> changes, CancellationToken cancellationToken)
    {
        HashSet<Id<User>>? ids = null;
        foreach (var change in changes.Select(StreamChange.Of))
        {
            if (StreamChange.CollectionOf(change) == MongoSchema.Users && StreamChange.IsUpdate(change) && IdOf(change) is { } id)
                (ids ??= []).Add(id);
        }

        return ids is null ? None : (await users.FindAllAsync(ids, cancellationToken)).ToDictionary(user => user.Id);
    }

    /// <summary>
    /// The entry as of the change. A node of the last release writes but what differs: of such a change, the rest is as it is now.
    /// </summary>
    /// <exception cref="FormatException">The entry can't be read.</exception>
    /// <exception cref="UnreadableRecordException">The same.</exception>
    public static UserUpdated? Updated(BsonDocument change, IReadOnlyDictionary<Id<User>, StoredUser> asTheyAre)
    {
        if (StreamChange.DocumentOf(change) is { } document)
            return new UserUpdated(BsonSerializer.Deserialize<User>(document));
        if (IdOf(change) is not { } id || StreamChange.FieldsOf(change) is not { } fields || asTheyAre.GetValueOrDefault(id).Profile is not { } now)
            return null;
        if (fields.DocumentOrNull(UserFields.Entry) is { } entry)
            return Of(id, TextIn(entry, UserFields.Username) ?? throw new FormatException($"User {id} is stored without a name."), TextIn(entry, UserFields.ProfilePhoto), now.Kind);
        var photo = StreamChange.HasRemoved(change, UserFields.ProfilePhoto) ? null : TextIn(fields, UserFields.ProfilePhoto) ?? now.ProfilePhoto;
        return Of(id, TextIn(fields, UserFields.Username) ?? now.Username.Value, photo, now.Kind);
    }

    private static UserUpdated Of(Id<User> id, string username, string? photo, UserKind kind) => new(User.Restore(id, Username.Restore(username), photo, kind));

    /// <exception cref="FormatException">It is no text.</exception>
    private static string? TextIn(BsonDocument fields, string name) => fields.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        BsonString text => text.Value,
        var other => throw new FormatException($"{name} is stored as {other.BsonType}, and not as a text."),
    };

    private static Id<User>? IdOf(BsonDocument change) => StreamChange.KeyOf(change) is { } key ? Id<User>.FromBytes(key.ToByteArray()) : null;
}
