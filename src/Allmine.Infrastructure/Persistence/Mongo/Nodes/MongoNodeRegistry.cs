using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Nodes;

/// <summary>
/// The collection <c>nodes</c>: each node that runs has a document there, which it writes again and again, and which says in which
/// sessions its rounds run. A user may end his own sessions, so that one node can end those of another.
/// </summary>
internal sealed class MongoNodeRegistry(MongoStore store, MongoSessions sessions)
{
    private long beat;

    /// <summary>Of this node, in this run.</summary>
    public ObjectId Id { get; } = ObjectId.GenerateNewId();

    /// <summary>Says that this node lives. The document is made if it isn't there, or not any more.</summary>
    public Task BeatAsync(CancellationToken cancellationToken)
    {
        beat++;
        var update = new BsonDocument
        {
            { "$set", new BsonDocument { { NodeFields.Beat, beat }, { NodeFields.Sessions, sessions.Ids } } },
            // By the server's clock, which is also the one that removes it by.
            { "$currentDate", new BsonDocument(NodeFields.SeenAt, true) },
        };
        return store.Nodes.UpdateOneAsync(new BsonDocument("_id", Id), update, new UpdateOptions { IsUpsert = true }, cancellationToken);
    }

    /// <summary>What the others have written last. One that can't be read, of a newer version perhaps, is left out.</summary>
    public async Task<IReadOnlyList<MongoNodeBeat>> OthersAsync(CancellationToken cancellationToken)
    {
        var documents = await store.Nodes.Find(new BsonDocument("_id", new BsonDocument("$ne", Id))).ToListAsync(cancellationToken);
        return [.. documents.Select(Read).OfType<MongoNodeBeat>()];
    }

    /// <summary>Ends what a node has left: transactions, and commands that are still carried out for it.</summary>
    public Task EndSessionsAsync(MongoNodeBeat node, CancellationToken cancellationToken)
    {
        var sessionIds = new BsonArray(node.Sessions.Select(id => new BsonDocument("id", id)));
        return store.Database.RunCommandAsync<BsonDocument>(new BsonDocument("killSessions", sessionIds), ReadPreference.Primary, cancellationToken);
    }

    /// <summary>Removes the document of a node that is gone; not that of one that has written again meanwhile.</summary>
    public Task RemoveAsync(MongoNodeBeat node, CancellationToken cancellationToken) =>
        store.Nodes.DeleteOneAsync(new BsonDocument { { "_id", node.Id }, { NodeFields.Beat, node.Beat } }, cancellationToken);

    /// <summary>Removes the own document.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) => store.Nodes.DeleteOneAsync(new BsonDocument("_id", Id), cancellationToken);

    private static MongoNodeBeat? Read(BsonDocument document) =>
        document["_id"] is BsonObjectId id
        && document.TryGetValue(NodeFields.Beat, out var beat) && beat is BsonInt64 number
        && document.TryGetValue(NodeFields.Sessions, out var sessions) && sessions is BsonArray list
            ? new MongoNodeBeat(id.Value, number.Value, [.. list])
            : null;
}
