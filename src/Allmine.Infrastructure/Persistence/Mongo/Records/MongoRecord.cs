using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>A document as it was found: read as what it should be, or, where that failed, as it is.</summary>
/// <param name="Value">What the document holds; null if it can't be read as that.</param>
/// <param name="Raw">The document itself; there if it could not be read.</param>
/// <param name="Failure">Why it could not be read.</param>
internal readonly record struct MongoRecord<T>(T? Value, BsonDocument? Raw, Exception? Failure)
    where T : class;
