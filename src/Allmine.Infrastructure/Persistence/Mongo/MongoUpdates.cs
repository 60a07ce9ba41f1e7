using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

/// <summary>
/// The statements of one <c>update</c> command, each for one document. The command is sent as it is: the driver's own bulk
/// write makes and checks several objects for each statement, which is a good part of what a send costs.
/// </summary>
internal sealed class MongoUpdates
{
    private readonly BsonArray statements = [];

    /// <param name="filter">The document that it is for.</param>
    /// <param name="update">What is to be changed.</param>
    /// <param name="isUpsert">Whether the document is made if there is none.</param>
    public void Add(BsonDocument filter, BsonDocument update, bool isUpsert = false) =>
        statements.Add(new BsonDocument { { "q", filter }, { "u", update }, { "upsert", true, isUpsert } });

    /// <summary>Runs them in the session's transaction.</summary>
    /// <returns>How many of them found their document, or made it.</returns>
    /// <exception cref="MongoRejectedWriteException">The server refused one of them.</exception>
    public async Task<int> RunAsync(IMongoDatabase database, IClientSessionHandle session, string collection, CancellationToken cancellationToken)
    {
        var command = new BsonDocument { { "update", collection }, { "updates", statements }, { "ordered", false } };
        var answer = await database.RunCommandAsync<BsonDocument>(session, command, null, cancellationToken);
        if (answer.TryGetValue("writeErrors", out var errors))
            throw new MongoRejectedWriteException(errors[0]["code"].ToInt32(), errors[0]["errmsg"].AsString);
        return answer["n"].ToInt32();
    }
}
