using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

/// <summary>
/// The store at one time of the cluster. Each list has a session of its own at that time, so that lists can be read at once. The
/// server keeps the time for <c>minSnapshotHistoryWindowInSeconds</c>, 300 if nothing is said; a larger store needs more.
/// </summary>
internal sealed class MongoStoreSnapshot(MongoStore store, BsonTimestamp time) : IStoreSnapshot
{
    private static readonly BsonDocument Everything = [];

    public IAsyncEnumerable<SnapshotRecord<Wallet>> ReadWalletsAsync(CancellationToken cancellationToken) =>
        List(store.Wallets, "wallet of", Everything, By("_id")).ReadAsync(wallet => wallet, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        Entries(Everything, By("_id")).ReadAsync(entry => entry, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadTransferEntriesAsync(CancellationToken cancellationToken) =>
        Entries(Has(LedgerFields.MessageId), By(LedgerFields.MessageId)).ReadAsync(entry => entry, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadGrantEntriesAsync(CancellationToken cancellationToken) =>
        Entries(HasNo(LedgerFields.MessageId), By(LedgerFields.GrantId)).ReadAsync(entry => entry, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<Message>> ReadMessagesAsync(CancellationToken cancellationToken) =>
        List(store.Messages, "message", Everything, By("_id")).ReadAsync(message => message, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadMessageKeysAsync(CancellationToken cancellationToken) =>
        Keys(Has(OutcomeFields.MessageId), By(OutcomeFields.MessageId)).ReadAsync(MongoRecordedKeys.Of, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadGrantKeysAsync(CancellationToken cancellationToken) =>
        Keys(HasNo(OutcomeFields.MessageId).Merge(Has(OutcomeFields.Grant)), By(OutcomeFields.GrantGrantId)).ReadAsync(MongoRecordedKeys.Of, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadOtherKeysAsync(CancellationToken cancellationToken) =>
        Keys(HasNo(OutcomeFields.MessageId).Merge(HasNo(OutcomeFields.Grant)).Merge(HasNo(OutcomeFields.Items)).Merge(HasNo(OutcomeFields.Opened)), order: null).ReadAsync(MongoRecordedKeys.Of, cancellationToken);

    /// <remarks>The chats are read as a whole, to find out whether they can be.</remarks>
    public IAsyncEnumerable<SnapshotRecord<ChatEntry>> ReadChatsAsync(CancellationToken cancellationToken) =>
        List(store.Chats, "chat", Everything, By("_id")).ReadAsync(chat => new ChatEntry(chat.Id, chat.LastSequence, chat.AlterationCount, chat.Pins), cancellationToken);

    /// <remarks>The index alone has all of it.</remarks>
    public IAsyncEnumerable<SnapshotRecord<MessageNumber>> ReadMessageNumbersAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<Message, BsonDocument>(SessionAsync, store.Messages, Everything, By(MessageFields.ChatId, MessageFields.Sequence))
        {
            Projection = new BsonDocumentProjectionDefinition<Message, MongoRecord<BsonDocument>>(
                new BsonDocument { { "_id", 0 }, { MessageFields.ChatId, 1 }, { MessageFields.Sequence, 1 } }, MongoMessageNumbers.Serializer),
            NameOf = MongoMessageNumbers.NameOf,
        }.ReadAsync(MongoMessageNumbers.Of, cancellationToken);

    /// <remarks>A message that tells nothing may be of a node of an earlier version.</remarks>
    public IAsyncEnumerable<SnapshotRecord<SentChange>> ReadSentChangesAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<Message, BsonDocument>(SessionAsync, store.Messages, Has(MessageFields.Change), By(MessageFields.ChatId, MessageFields.Sequence))
        {
            Projection = new BsonDocumentProjectionDefinition<Message, MongoRecord<BsonDocument>>(MongoKeptAlterations.SentChangeFields, MongoMessageNumbers.Serializer),
            GoesThroughAll = true,
            NameOf = NameOfMessage,
        }.ReadAsync(MongoKeptAlterations.SentChangeOf, cancellationToken);

    /// <remarks>Chat and number of the change are the identifier.</remarks>
    public IAsyncEnumerable<SnapshotRecord<AlterationNumber>> ReadAlterationNumbersAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<BsonDocument, BsonDocument>(SessionAsync, store.Alterations, Everything, By("_id"))
        {
            Projection = new BsonDocumentProjectionDefinition<BsonDocument, MongoRecord<BsonDocument>>(new BsonDocument(AlterationFields.LastSequence, 1), MongoMessageNumbers.Serializer),
            NameOf = MongoKeptAlterations.NameOf,
        }.ReadAsync(MongoKeptAlterations.NumberOf, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<AlterationEntry>> ReadAlterationsAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<BsonDocument, BsonDocument>(
            SessionAsync, store.Alterations, Everything, By(AlterationFields.IdChatId, AlterationFields.Sequence, AlterationFields.IdChange))
        {
            Projection = new BsonDocumentProjectionDefinition<BsonDocument, MongoRecord<BsonDocument>>(MongoKeptAlterations.Fields, MongoMessageNumbers.Serializer),
            GoesThroughAll = true,
            NameOf = MongoKeptAlterations.NameOf,
        }.ReadAsync(MongoKeptAlterations.Of, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<Message>> ReadAlteredMessagesAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<Message, Message>(SessionAsync, store.Messages, Has(MessageFields.Life), By(MessageFields.ChatId, MessageFields.Sequence))
        {
            GoesThroughAll = true,
            NameOf = NameOfMessage,
        }.ReadAsync(message => message, cancellationToken);

    /// <remarks>Mentions are counted by the messages themselves.</remarks>
    public IAsyncEnumerable<SnapshotRecord<StrayMention>> ReadStrayMentionsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<SnapshotRecord<StrayMention>>();

    public IAsyncEnumerable<SnapshotRecord<FileEntry>> ReadKeptFilesAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<UploadedFile, BsonDocument>(SessionAsync, store.Files, MongoKeptFiles.Filter, By(MediaFields.Key))
        {
            Projection = new BsonDocumentProjectionDefinition<UploadedFile, MongoRecord<BsonDocument>>(new BsonDocument(MediaFields.Key, 1), MongoMessageNumbers.Serializer),
            GoesThroughAll = true,
            NameOf = MongoKeptFiles.NameOf,
        }.ReadAsync(MongoKeptFiles.Of, cancellationToken);

    /// <remarks>The index of files alone has them.</remarks>
    public IAsyncEnumerable<SnapshotRecord<string>> ReadCarriedKeysAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<Message, BsonDocument>(SessionAsync, store.Messages, new(MessageFields.MediaKey, MongoKeptFiles.AnyText), By(MessageFields.MediaKey))
        {
            Projection = new BsonDocumentProjectionDefinition<Message, MongoRecord<BsonDocument>>(
                new BsonDocument { { "_id", 0 }, { MessageFields.MediaKey, 1 } }, MongoMessageNumbers.Serializer),
            NameOf = NameOfMessage,
        }.ReadAsync(message => message[MessageFields.Media][MediaFields.Key].AsString, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<string>> ReadPhotoKeysAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<Chat, BsonDocument>(SessionAsync, store.Chats, new(ChatFields.PhotoKey, MongoKeptFiles.AnyText), By(ChatFields.PhotoKey))
        {
            Projection = new BsonDocumentProjectionDefinition<Chat, MongoRecord<BsonDocument>>(new BsonDocument(ChatFields.PhotoKey, 1), MongoMessageNumbers.Serializer),
            NameOf = chat => $"chat {chat.IdText()}",
        }.ReadAsync(chat => chat[ChatFields.Photo][MediaFields.Key].AsString, cancellationToken);

    public IAsyncEnumerable<SnapshotRecord<ErasureEntry>> ReadErasuresAsync(CancellationToken cancellationToken) =>
        new MongoSnapshotList<BsonDocument, BsonDocument>(SessionAsync, store.Erasures, Everything, By(ErasureFields.MediaKey))
        {
            Projection = new BsonDocumentProjectionDefinition<BsonDocument, MongoRecord<BsonDocument>>(new BsonDocument(ErasureFields.MediaKey, 1), MongoMessageNumbers.Serializer),
            NameOf = MongoKeptFiles.NameOfErasure,
        }.ReadAsync(MongoKeptFiles.ErasureOf, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static BsonDocument By(params ReadOnlySpan<string> fields)
    {
        var order = new BsonDocument();
        foreach (var field in fields)
            order.Add(field, 1);
        return order;
    }

    // A field that is null is one that isn't there, as it is to whoever reads the document.
    private static BsonDocument Has(string field) => new(field, new BsonDocument("$ne", BsonNull.Value));

    private static BsonDocument HasNo(string field) => new(field, BsonNull.Value);

    private MongoSnapshotList<LedgerEntry, LedgerEntry> Entries(BsonDocument filter, BsonDocument order) =>
        new(SessionAsync, store.Ledger, filter, order) { NameOf = NameOfEntry };

    private MongoSnapshotList<IdempotencyDocument, IdempotencyDocument> Keys(BsonDocument filter, BsonDocument? order) =>
        new(SessionAsync, store.Outcomes, filter, order) { NameOf = MongoRecordedKeys.NameOf };

    private MongoSnapshotList<T, T> List<T>(IMongoCollection<T> collection, string record, BsonDocument filter, BsonDocument order)
        where T : class => new(SessionAsync, collection, filter, order) { NameOf = raw => $"{record} {raw.IdText()}" };

    private static string NameOfMessage(BsonDocument raw) => $"message {raw.IdText()}";

    /// <exception cref="FormatException">The entry is in the form of an older schema, and so is the whole ledger.</exception>
    private static string NameOfEntry(BsonDocument raw) => raw.GetValue("_id", BsonNull.Value) is BsonObjectId && raw.Contains(LedgerFields.OwnerId)
        ? throw new FormatException(LedgerEntrySerializer.OlderSchema)
        : $"ledger entry {raw.IdOrNull<LedgerEntry>(LedgerFields.EntryId)?.ToString() ?? raw.IdText()}";

    private async Task<IClientSessionHandle> SessionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.Client.StartSessionAsync(new ClientSessionOptions { Snapshot = true, SnapshotTime = time }, cancellationToken);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }
}
