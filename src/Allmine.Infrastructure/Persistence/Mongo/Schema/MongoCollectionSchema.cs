using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <param name="Name">The collection.</param>
/// <param name="JsonSchema">What the server demands of each document.</param>
/// <param name="Indexes">As the command <c>createIndexes</c> takes them.</param>
internal sealed record MongoCollectionSchema(string Name, BsonDocument JsonSchema, IReadOnlyList<BsonDocument> Indexes)
{
    /// <summary>
    /// Whether the server lets an update change a document that is not as demanded already. One update of many documents, as the
    /// sweep of files makes, or a thumbnail that comes later, fails as a whole otherwise, for the one of them that somebody has spoiled.
    /// </summary>
    public bool ToleratesOldFaults { get; init; }

    /// <summary>What documents of an earlier version lack.</summary>
    public IReadOnlyList<MongoBackfill> Completions { get; init; } = [];

    /// <summary>Names of indexes that an earlier version had, and that only cost by now or stand in the way.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>Documents of an earlier version that have another identifier by now.</summary>
    public IReadOnlyList<MongoRewrite> Replacements { get; init; } = [];
}
