using System.Runtime.CompilerServices;
using Allmine.Application.Abstractions;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

/// <summary>
/// A session whose reads are all of the moment of the first one. The server keeps that moment for
/// <c>minSnapshotHistoryWindowInSeconds</c>, 300 if nothing is said; a larger store needs more.
/// </summary>
internal sealed class MongoStoreSnapshot(MongoStore store, IClientSessionHandle session) : IStoreSnapshot
{
    private static readonly BsonDocument Everything = [];

    /// <summary>What is not in the order of an index is sorted by the server, on its disk if need be.</summary>
    private static readonly FindOptions Large = new() { AllowDiskUse = true };

    public IAsyncEnumerable<Wallet> ReadWalletsAsync(CancellationToken cancellationToken) =>
        ReadAsync(store.Wallets.Find(session, Everything).Sort(By("_id")), cancellationToken);

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CancellationToken cancellationToken) =>
        ReadAsync(store.Ledger.Find(session, Everything).Sort(By("_id")), cancellationToken);

    public IAsyncEnumerable<LedgerEntry> ReadTransferEntriesAsync(CancellationToken cancellationToken) =>
        ReadAsync(store.Ledger.Find(session, Names("messageId", true), Large).Sort(By("messageId")), cancellationToken);

    public IAsyncEnumerable<LedgerEntry> ReadGrantEntriesAsync(CancellationToken cancellationToken) =>
        ReadAsync(store.Ledger.Find(session, Names("messageId", false), Large).Sort(By("grantId")), cancellationToken);

    public IAsyncEnumerable<Message> ReadTransfersAsync(CancellationToken cancellationToken) =>
        ReadAsync(store.Messages.Find(session, new BsonDocument("type", MessageKinds.CreditTransfer)).Sort(By("_id")), cancellationToken);

    public IAsyncEnumerable<ChatNumber> ReadChatNumbersAsync(CancellationToken cancellationToken) => ReadNumbersAsync(
        store.Chats.Find(session, Everything).Sort(By("_id")).Project<BsonDocument>(new BsonDocument("lastSequence", 1)), "_id", "lastSequence", cancellationToken);

    public IAsyncEnumerable<ChatNumber> ReadMessageNumbersAsync(CancellationToken cancellationToken) => ReadNumbersAsync(
        store.Messages.Find(session, Everything).Sort(By("chatId", "sequence")).Project<BsonDocument>(new BsonDocument { { "_id", 0 }, { "chatId", 1 }, { "sequence", 1 } }),
        "chatId",
        "sequence",
        cancellationToken);

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }

    private static BsonDocument By(params ReadOnlySpan<string> fields)
    {
        var order = new BsonDocument();
        foreach (var field in fields)
            order.Add(field, 1);
        return order;
    }

    private static BsonDocument Names(string field, bool exists) => new(field, new BsonDocument("$exists", exists));

    private static async IAsyncEnumerable<ChatNumber> ReadNumbersAsync<TDocument>(
        IFindFluent<TDocument, BsonDocument> find, string chat, string number, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in ReadAsync(find, cancellationToken))
            yield return new ChatNumber(Id<Chat>.FromBytes(document[chat].AsObjectId.ToByteArray()), document[number].ToInt64());
    }

    /// <exception cref="StoreUnavailableException">The server did not answer, or no longer keeps the moment.</exception>
    private static async IAsyncEnumerable<T> ReadAsync<TDocument, T>(
        IFindFluent<TDocument, T> find, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cursor = await WithoutOutageAsync(() => find.ToCursorAsync(cancellationToken));
        while (await WithoutOutageAsync(() => cursor.MoveNextAsync(cancellationToken)))
        {
            foreach (var item in cursor.Current)
                yield return item;
        }
    }

    /// <summary>Unlike a request's reads, these may take their time: a sort of a large collection does.</summary>
    private static async Task<T> WithoutOutageAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }
}
