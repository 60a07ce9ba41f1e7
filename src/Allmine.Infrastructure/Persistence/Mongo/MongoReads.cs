using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

/// <summary>How lists are asked for.</summary>
internal static class MongoReads
{
    /// <summary>
    /// The whole answer in one command: a server sends 101 documents at first if nothing is said, and one more than there
    /// can be tells it that the cursor is at its end.
    /// </summary>
    public static FindOptions InOneBatch(int most) => new() { BatchSize = most + 1 };
}
