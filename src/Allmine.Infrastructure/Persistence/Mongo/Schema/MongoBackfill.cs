using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>What is added to documents that an earlier version wrote. To do it again changes nothing.</summary>
/// <param name="Filter">The documents that lack it.</param>
/// <param name="Stage">What adds it: a stage of an update's pipeline.</param>
internal sealed record MongoBackfill(BsonDocument Filter, BsonDocument Stage);
