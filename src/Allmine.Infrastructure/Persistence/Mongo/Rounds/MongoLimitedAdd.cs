using Allmine.Application.Authorization;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// Adds a file if its owner's files stay within a limit of bytes, in a transaction. It changes the owner's document, too: of two such
/// transactions one is in conflict, and begins anew when it sees the other's file. Files that a node adds without a limit are in the sum.
/// </summary>
internal sealed class MongoLimitedAdd(MongoStore store, MongoSessions sessions, TimeProvider time, UploadedFile file, long maxBytes)
{
    private const int MaxPauseMilliseconds = 40;

    private const string Sum = "sum";

    /// <returns>False, with nothing added, if the files would have more bytes together.</returns>
    /// <exception cref="StoreUnavailableException">The server did not answer, or others were ahead again and again.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MongoStore.OperationTimeout);
        try
        {
            while (true)
            {
                if (await AttemptAsync(limit.Token) is { } isAdded)
                    return isAdded;
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, MaxPauseMilliseconds)), time, limit.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <param name="store">The store.</param>
    /// <param name="session">Of a transaction; null for none.</param>
    /// <param name="owner">Whose files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<long> SumBytesAsync(MongoStore store, IClientSessionHandle? session, Id<User> owner, CancellationToken cancellationToken)
    {
        BsonDocument[] pipeline =
        [
            new("$match", new BsonDocument(FileFields.OwnerId, owner.ToObjectId())),
            new("$group", new BsonDocument { { "_id", BsonNull.Value }, { Sum, new BsonDocument("$sum", $"${MediaFields.Size}") } }),
        ];
        PipelineDefinition<UploadedFile, BsonDocument> sums = pipeline;
        using var cursor = session is null
            ? await store.Files.AggregateAsync(sums, null, cancellationToken)
            : await store.Files.AggregateAsync(session, sums, null, cancellationToken);
        return (await cursor.FirstOrDefaultAsync(cancellationToken))?[Sum].ToInt64() ?? 0;
    }

    /// <returns>Null if another one was ahead.</returns>
    private async Task<bool?> AttemptAsync(CancellationToken cancellationToken)
    {
        var round = MongoRound.Begin(store, sessions, time);
        bool fits;
        try
        {
            fits = await WriteAsync(round.Session, cancellationToken);
        }
        catch (MongoException exception) when (MongoFaults.IsConflict(exception))
        {
            await round.AbortAsync(MongoFaults.IsAnswer(exception));
            return null;
        }
        catch (Exception exception)
        {
            // Not awaited: whoever waits for the answer has waited long enough.
            _ = round.AbortAsync(exception is RefusedException || MongoFaults.IsAnswer(exception));
            throw MongoFaults.IsUnavailability(exception) ? new StoreUnavailableException(exception) : exception;
        }

        if (fits)
            return await round.CommitAsync(cancellationToken) == CommitResult.Committed ? true : null;
        await round.AbortAsync(isAnswered: true);
        return false;
    }

    private async Task<bool> WriteAsync(IClientSessionHandle session, CancellationToken cancellationToken)
    {
        var owner = await store.Users.UpdateOneAsync(
            session, new BsonDocument("_id", file.OwnerId.ToObjectId()), new BsonDocument("$inc", new BsonDocument(UserFields.FilesAdded, 1L)), null, cancellationToken);
        if (owner.MatchedCount == 0)
            throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.UnknownCaller);
        if (await SumBytesAsync(store, session, file.OwnerId, cancellationToken) > maxBytes - file.Content.Size)
            return false;
        await store.Files.InsertOneAsync(session, file, null, cancellationToken);
        return true;
    }
}
