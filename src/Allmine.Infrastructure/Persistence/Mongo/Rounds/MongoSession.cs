using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>A session of this node in which rounds run, one after the other.</summary>
internal sealed class MongoSession(IClientSessionHandle handle)
{
    /// <summary>The driver takes a transaction as aborted, and sends nothing, if its abort is cancelled before it begins.</summary>
    private static readonly CancellationToken AtOnce = new(canceled: true);

    public IClientSessionHandle Handle => handle;

    /// <summary>As the command <c>killSessions</c> takes it.</summary>
    public BsonValue Id { get; } = handle.ServerSession.Id["id"];

    /// <summary>Whether nothing of the transaction was sent, so that the server knows nothing of it.</summary>
    public bool IsUntouched => handle.WrappedCoreSession.CurrentTransaction.IsEmpty;

    /// <summary>Makes the driver ready for the session's next transaction. It sends nothing: what the server still has of this one is another matter.</summary>
    public async Task ForgetTransactionAsync()
    {
        if (handle.IsInTransaction)
            await handle.AbortTransactionAsync(AtOnce);
    }
}
