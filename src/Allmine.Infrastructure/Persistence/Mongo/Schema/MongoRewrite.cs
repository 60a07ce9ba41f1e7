using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>
/// What takes the place of documents that an earlier version wrote, where their identifier changes, which no update can do. To
/// do it again changes nothing: the same document always gets the same identifier.
/// </summary>
/// <param name="Filter">The documents of the earlier version, and none that takes their place.</param>
/// <param name="Stages">What makes a new document of one: stages of an aggregation.</param>
internal sealed record MongoRewrite(BsonDocument Filter, IReadOnlyList<BsonDocument> Stages);
