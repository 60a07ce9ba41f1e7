using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// The statements of one <c>update</c> command that takes documents from what was decided on to what they are to be. The
/// command is sent as it is: the driver's own bulk write makes and checks several objects for each statement, which is a good
/// part of what a send costs.
/// </summary>
/// <remarks>
/// A statement that has a condition beside the identifier costs the server its query planner, and so half as much again. So
/// where there are several, one statement looks at all the documents, and the others name the identifier alone. In a
/// transaction, both see the same snapshot, and a document that was changed since is a conflict.
/// </remarks>
/// <param name="decidedOn">The fields that the documents must still have the values of that were decided on.</param>
internal sealed class MongoConditionalUpdates(params string[] decidedOn)
{
    /// <summary>From here on one look at all documents costs less than a condition for each: <c>bench/run.sh updates</c>.</summary>
    private const int CheckedTogetherFrom = 8;

    private readonly List<(BsonValue Id, BsonArray Was, BsonDocument Update)> known = [];
    private readonly List<BsonDocument> missing = [];

    /// <summary>Changes a document.</summary>
    /// <param name="id">Whose; each document once.</param>
    /// <param name="was">The values that it must still have, in the order of the fields; null for a field that must not be there.</param>
    /// <param name="update">The change.</param>
    /// <param name="isNew">Whether it must not be there yet, and is made: one that is by now is a duplicate key.</param>
    public void Add(BsonValue id, BsonArray was, BsonDocument update, bool isNew = false)
    {
        if (isNew)
            missing.Add(MongoUpdateCommand.Statement(Condition(id, was), update).Add("upsert", true));
        else
            known.Add((id, was, update));
    }

    /// <summary>Runs them in the session's transaction.</summary>
    /// <returns>Whether all documents were as decided on. If not, the transaction is to be aborted.</returns>
    /// <exception cref="MongoRejectedWriteException">The server refused one of them.</exception>
    public Task<bool> RunAsync(IMongoDatabase database, IClientSessionHandle session, string collection, CancellationToken cancellationToken) =>
        RunAsync(database, session, collection, known.Count >= CheckedTogetherFrom, cancellationToken);

    /// <summary>The same, with one statement that looks at all known documents, or a condition in each.</summary>
    internal async Task<bool> RunAsync(
        IMongoDatabase database, IClientSessionHandle session, string collection, bool areCheckedTogether, CancellationToken cancellationToken)
    {
        var matched = await MongoUpdateCommand.RunAsync(database, session, collection, Statements(areCheckedTogether), isOrdered: false, cancellationToken);
        return matched == Matches(areCheckedTogether);
    }

    private BsonArray Statements(bool areCheckedTogether)
    {
        var statements = areCheckedTogether
            ? known.Select(one => MongoUpdateCommand.Statement(new BsonDocument("_id", one.Id), one.Update)).Prepend(Check())
            : known.Select(one => MongoUpdateCommand.Statement(Condition(one.Id, one.Was), one.Update));
        return [.. statements, .. missing];
    }

    /// <summary>What they match together if all documents are as decided on. None matches more than its share, so that the sum tells of each.</summary>
    private int Matches(bool areCheckedTogether) => (areCheckedTogether ? 2 : 1) * known.Count + missing.Count;

    private BsonDocument Condition(BsonValue id, BsonArray was)
    {
        var condition = new BsonDocument("_id", id);
        for (var i = 0; i < decidedOn.Length; i++)
            condition.Add(decidedOn[i], was[i]);
        return condition;
    }

    /// <summary>Matches the documents that are as decided on, and changes nothing.</summary>
    private BsonDocument Check()
    {
        var ids = new BsonArray(known.Select(one => one.Id));
        var place = new BsonDocument("$indexOfArray", new BsonArray { Literal(ids), "$_id" });
        var expected = new BsonDocument("$arrayElemAt", new BsonArray { Literal(new BsonArray(known.Select(one => one.Was))), place });
        var actual = new BsonArray(decidedOn.Select(field => $"${field}"));
        var filter = new BsonDocument
        {
            { "_id", new BsonDocument("$in", ids) },
            { "$expr", new BsonDocument("$eq", new BsonArray { actual, expected }) },
        };
        return MongoUpdateCommand.Statement(filter, new BsonDocument("$set", new BsonDocument())).Add("multi", true);
    }

    private static BsonDocument Literal(BsonArray values) => new("$literal", values);
}
