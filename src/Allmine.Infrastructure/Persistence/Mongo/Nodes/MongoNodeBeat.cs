using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Nodes;

/// <summary>What a node has written of itself.</summary>
/// <param name="Id">Of this run of its process.</param>
/// <param name="Beat">Another one each time, while it lives.</param>
/// <param name="Sessions">The identifiers of the sessions that its rounds run in.</param>
internal sealed record MongoNodeBeat(ObjectId Id, long Beat, IReadOnlyList<BsonValue> Sessions);
