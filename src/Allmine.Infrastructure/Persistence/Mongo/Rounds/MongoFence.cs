using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// Makes sure that a transaction is over. An abort does not: a statement that is still on its way, in the buffer of a socket of a
/// server that stood still, would open the transaction after it. But a session has one transaction at a time, and they are
/// numbered. So the next one is begun, with a read, and ended: the server then ends the one before, and refuses whatever
/// still comes of it (TransactionTooOld).
/// </summary>
internal static class MongoFence
{
    /// <summary>Between two attempts.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A connection that a server does not answer on may never be answered on; the next attempt may get another.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);

    /// <summary>It writes nothing, so there is nothing that most members would have to have.</summary>
    private static readonly TransactionOptions Transaction = new(ReadConcern.Local, ReadPreference.Primary, WriteConcern.W1);

    /// <summary>One attempt. If it fails, nothing is known, and it is to be made again.</summary>
    /// <exception cref="Exception">The server did not answer, or not as it should.</exception>
    public static async Task SetAsync(MongoStore store, MongoSession session, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AttemptTimeout);
        session.Handle.StartTransaction(Transaction);
        try
        {
            await store.Database.GetCollection<BsonDocument>(MongoSchema.Meta).Find(session.Handle, MongoSchema.VersionDocument).FirstOrDefaultAsync(limit.Token);
            await session.Handle.CommitTransactionAsync(limit.Token);
        }
        finally
        {
            await session.ForgetTransactionAsync();
        }
    }
}
