using Allmine.Infrastructure.Persistence.Mongo.Records;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>How lists are asked for.</summary>
internal static class MongoReads
{
    /// <summary>A hint: along the identifiers, where another index of the collection fits the filter, too.</summary>
    public static readonly BsonDocument ById = new("_id", 1);

    /// <summary>
    /// The collection as of one moment for each command: a long answer has all of a round's documents or none of them, also where the server lets
    /// others in between. What was acknowledged before is in it.
    /// </summary>
    public static IMongoCollection<T> AsOfOneMoment<T>(this IMongoCollection<T> collection) => collection.WithReadConcern(ReadConcern.Snapshot);

    /// <summary>The documents one by one, each read or not: one that can't be read does not hide the others.</summary>
    public static IFindFluent<T, MongoRecord<T>> AsRecords<T>(this IFindFluent<T, T> find)
        where T : class => find.As<MongoRecord<T>>();

    /// <summary>
    /// The whole answer in one command: a server sends 101 documents at first if nothing is said, and one more than there
    /// can be tells it that the cursor is at its end.
    /// </summary>
    public static FindOptions InOneBatch(int most) => new() { BatchSize = most + 1 };
}
