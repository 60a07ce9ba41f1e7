using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>An <c>update</c> command, sent as it is.</summary>
internal static class MongoUpdateCommand
{
    public static BsonDocument Statement(BsonDocument filter, BsonDocument update) => new() { { "q", filter }, { "u", update } };

    /// <summary>Runs statements in the session's transaction.</summary>
    /// <returns>How many documents they match together, those that they make included.</returns>
    /// <exception cref="MongoRejectedWriteException">The server refused one of them.</exception>
    public static async Task<int> RunAsync(
        IMongoDatabase database, IClientSessionHandle session, string collection, BsonArray statements, bool isOrdered, CancellationToken cancellationToken)
    {
        var command = new BsonDocument { { "update", collection }, { "updates", statements }, { "ordered", isOrdered } };
        var answer = await database.RunCommandAsync<BsonDocument>(session, command, null, cancellationToken);
        return answer.TryGetValue("writeErrors", out var errors)
            ? throw new MongoRejectedWriteException(errors[0]["code"].ToInt32(), errors[0]["errmsg"].AsString)
            : answer["n"].ToInt32();
    }
}
