using Allmine.Application.Ports.Store;
using Allmine.Application.WarmUp;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using MongoDB.Bson;
using MongoDB.Driver;
using IIdGenerator = Allmine.Application.Ports.IIdGenerator;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// As many transactions at once as there are rounds, so that each has its connection later, and all of them aborted. They touch
/// documents of identifiers that nobody else has: no round of any node waits for one of them, also if this node dies meanwhile.
/// </summary>
internal sealed class MongoStoreRehearsal(MongoStore store, MongoSessions sessions, MongoCommitStore sends, MongoReadMarkers markers, IIdGenerator ids, TimeProvider time) : IStoreRehearsal
{
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, sends.RoundsAtOnce).Select(_ => WriteAndAbortAsync(cancellationToken)));
            await CommitNothingAsync(cancellationToken);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private async Task WriteAndAbortAsync(CancellationToken cancellationToken)
    {
        var rehearsal = new Rehearsal(ids, time);
        var round = MongoRound.Begin(store, sessions, time);
        try
        {
            foreach (var changes in rehearsal.Rounds(new RoundState()))
            {
                var result = await sends.WriteAsync(round.Session, changes, cancellationToken);
                if (result != CommitResult.Committed)
                    throw new InvalidOperationException($"A rehearsed round ended with {result}.");
                await ReadBackAsync(round.Session, changes, cancellationToken);
            }

            await store.Users.InsertOneAsync(round.Session, rehearsal.Person, null, cancellationToken);
            await ReadAsync(round.Session, store.Users, rehearsal.Person.Id.ToObjectId(), cancellationToken);
        }
        finally
        {
            await round.AbortAsync(isAnswered: true);
        }
    }

    private async Task ReadBackAsync(IClientSessionHandle session, ChangeSet changes, CancellationToken cancellationToken)
    {
        await ReadAsync(session, store.Chats, changes.Chats[0].Chat.Id.ToObjectId(), cancellationToken);
        await ReadAsync(session, store.Messages, changes.Messages.Count > 0 ? changes.Messages[0].Id.ToObjectId() : changes.Alterations[0].After.Id.ToObjectId(), cancellationToken);
        if (changes.IdempotencyRecords.Count > 0)
            await ReadAsync(session, store.Outcomes, IdempotencyDocumentSerializer.IdOf(changes.IdempotencyRecords[0].Key), cancellationToken);
        if (changes.Wallets.Count > 0)
            await ReadAsync(session, store.Wallets, changes.Wallets[0].Wallet.Owner.ToObjectId(), cancellationToken);
        await markers.CompleteAsync([changes.Chats[0].Chat], cancellationToken);
    }

    private static Task ReadAsync<T>(IClientSessionHandle session, IMongoCollection<T> collection, BsonValue id, CancellationToken cancellationToken)
        where T : class => collection.Find(session, new BsonDocument("_id", id), MongoReads.InOneBatch(1)).AsRecords().ToListAsync(cancellationToken);

    /// <summary>A transaction that has only read: its commit changes nothing.</summary>
    private async Task CommitNothingAsync(CancellationToken cancellationToken)
    {
        var round = MongoRound.Begin(store, sessions, time);
        await store.Chats.Find(round.Session, new BsonDocument("_id", ObjectId.Empty)).Limit(1).FirstOrDefaultAsync(cancellationToken);
        await round.CommitAsync(cancellationToken);
    }
}
