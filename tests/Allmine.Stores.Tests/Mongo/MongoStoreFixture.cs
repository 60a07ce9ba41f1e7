using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Leases;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain.Chats;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo;

/// <summary>The MongoDB store in a database of the test class's own, emptied before each test.</summary>
public sealed class MongoStoreFixture : IStoreFixture, IAsyncLifetime
{
    private readonly MongoDatabaseFixture database = new();

    public string? Absence => database.Absence;

    public IIdGenerator Ids { get; } = new ObjectIdGenerator(TimeProvider.System);

    public ICommitStore CommitStore => database.Node.CommitStore;

    public IMessageRepository Messages => database.Node.Get<IMessageRepository>();

    public IChangeRepository Changes => database.Node.Get<IChangeRepository>();

    public IChatRepository Chats => database.Node.Get<IChatRepository>();

    public IChatSettingsRepository Settings => database.Node.Get<IChatSettingsRepository>();

    public IUserRepository Users => database.Node.Get<IUserRepository>();

    public IIdempotencyRepository IdempotencyRecords => database.Node.Get<IIdempotencyRepository>();

    public IFileRepository Files => database.Node.Get<IFileRepository>();

    public IThumbnailBacklog Thumbnails => database.Node.Get<IThumbnailBacklog>();

    public IErasureBacklog Erasures => database.Node.Get<IErasureBacklog>();

    public IWalletRepository Wallets => database.Node.Get<IWalletRepository>();

    public ILedgerRepository Ledger => database.Node.Get<ILedgerRepository>();

    public IStoreSnapshots Snapshots => database.Node.Get<IStoreSnapshots>();

    public IEventFeed Events => database.Node.Get<IEventFeed>();

    public IFeedLog FeedLog => database.Node.Get<IFeedLog>();

    public ILeaseStore Leases => database.Node.Get<ILeaseStore>();

    public IWebhookStore Webhooks => database.Node.Get<IWebhookStore>();

    public IStoreKey Key => database.Node.Get<IStoreKey>();

    public IStoreStatus Status => database.Node.Get<IStoreStatus>();

    public IStoreRehearsal Rehearsal => database.Node.Get<IStoreRehearsal>();

    /// <summary>The names of all collections, with how many documents each has.</summary>
    public async Task<IReadOnlyList<string>> CountAsync()
    {
        var counts = new List<string>();
        foreach (var name in (await (await database.Raw.ListCollectionNamesAsync()).ToListAsync()).Order())
            counts.Add($"{name} {await database.Raw.GetCollection<BsonDocument>(name).CountDocumentsAsync(new BsonDocument())}");
        return counts;
    }

    public Task InitializeAsync() => database.InitializeAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    public async Task ResetAsync()
    {
        foreach (var schema in MongoSchema.Collections)
            await database.Raw.GetCollection<BsonDocument>(schema.Name).DeleteManyAsync(new BsonDocument());
    }

    /// <summary>The server stays; a process that starts again asks it for everything.</summary>
    public Task ReopenAsync() => database.Node.Get<IStoreInitializer>().InitializeAsync(CancellationToken.None);

    public Task TamperAsync(string table, byte[] id, string field, object value)
    {
        if ((table, field) == (MongoSchema.Ledger, "number"))
            return RenumberAsync(id, (long)value);
        return SetAsync(table, ById(table, id), new BsonDocument(field, field == "mentions" ? new BsonArray { Stored(value) } : Stored(value)));
    }

    public Task TamperPinsAsync(byte[] chatId, IReadOnlyList<Pin> pins)
    {
        var stored = pins.Select(pin => new BsonDocument { { "messageId", new ObjectId(pin.MessageId.ToBytes()) }, { "sequence", pin.Sequence } });
        return SetAsync(MongoSchema.Chats, ById(MongoSchema.Chats, chatId), new BsonDocument("pins", new BsonArray(stored)));
    }

    public Task TamperAlterationAsync(byte[] chatId, long change, string field, object? value) => (field, value) switch
    {
        ("replaced", null) => ChangeAsync(MongoSchema.Alterations, Is(chatId, change), new BsonDocument("$unset", new BsonDocument(field, 1))),
        ("replaced", _) => SetAsync(MongoSchema.Alterations, Is(chatId, change), new BsonDocument(field, new BsonDocument { { "version", Stored(value) }, { "content", "kept" }, { "at", StoreContract.Noon } })),
        _ => SetAsync(MongoSchema.Alterations, Is(chatId, change), new BsonDocument(field, Stored(value!))),
    };

    public Task RemoveAlterationAsync(byte[] chatId, long change) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Alterations).DeleteOneAsync(Is(chatId, change));

    public async Task<bool> SpoilAsync(string table, byte[] id)
    {
        var change = table switch
        {
            MongoSchema.Chats => new BsonDocument("kind", "future"),
            MongoSchema.Users => new BsonDocument("username", 5),
            MongoSchema.Messages => new BsonDocument("type", "future"),
            MongoSchema.Files => new BsonDocument("size", "much"),
            MongoSchema.Wallets => new BsonDocument("balance", "much"),
            MongoSchema.Ledger => new BsonDocument("direction", "future"),
            MongoSchema.Feed => new BsonDocument("type", "future"),
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
        };
        await SetAsync(table, ById(table, id), change);
        return true;
    }

    public Task TamperRecordOfAsync(IdempotencyKey key, string field, object? value) => value is null
        ? ChangeAsync(MongoSchema.Outcomes, Is(key), new BsonDocument("$unset", new BsonDocument(field, 1)))
        : SetAsync(MongoSchema.Outcomes, Is(key), new BsonDocument(field, value is byte[] bytes ? new BsonObjectId(new ObjectId(bytes)) : BsonValue.Create(value)));

    public Task RemoveRecordOfAsync(IdempotencyKey key) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Outcomes).DeleteOneAsync(Is(key));

    public Task SpoilRecordOfAsync(IdempotencyKey key) =>
        SetAsync(MongoSchema.Outcomes, Is(key), new BsonDocument { { "refusal", "future.code" }, { "messageId", "none" } });

    public Task SpoilSettingsAsync(byte[] userId, byte[] chatId) => SetAsync(
        MongoSchema.ChatSettings,
        new BsonDocument("_id", new BsonDocument { { "userId", new ObjectId(userId) }, { "chatId", new ObjectId(chatId) } }),
        new BsonDocument("mutedUntil", "tomorrow"));

    public async Task AddUnreadableMessageAsync(byte[] chatId, byte[] messageId, byte[] senderId, long sequence)
    {
        var message = new BsonDocument
        {
            { "_id", new ObjectId(messageId) }, { "chatId", new ObjectId(chatId) }, { "sequence", sequence }, { "senderId", new ObjectId(senderId) },
            { "type", "future" }, { "createdAt", StoreContract.Noon },
        };
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages).InsertOneAsync(message, new InsertOneOptions { BypassDocumentValidation = true });
        await SetAsync(MongoSchema.Chats, ById(MongoSchema.Chats, chatId), new BsonDocument("lastSequence", sequence));
    }

    public Task RemoveMemberAsync(byte[] chatId, byte[] userId) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).UpdateOneAsync(
        ById(MongoSchema.Chats, chatId),
        new BsonDocument
        {
            { "$pull", new BsonDocument("members", new BsonDocument("userId", new ObjectId(userId))) },
            { "$inc", new BsonDocument("revision", 1L) },
        });

    public Task RemoveAsync(string table, byte[] id) => database.Raw.GetCollection<BsonDocument>(table).DeleteOneAsync(ById(table, id));

    private static BsonDocument Is(byte[] chatId, long change) => new("_id", new BsonDocument { { "chatId", new ObjectId(chatId) }, { "change", change } });

    private static BsonValue Stored(object value) => value is byte[] bytes ? new BsonObjectId(new ObjectId(bytes)) : BsonValue.Create(value);

    private static BsonDocument Is(IdempotencyKey key) => new("_id", IdempotencyDocumentSerializer.IdOf(key));

    private Task SetAsync(string table, BsonDocument filter, BsonDocument fields) => ChangeAsync(table, filter, new BsonDocument("$set", fields));

    internal Task ChangeAsync(string table, BsonDocument filter, BsonDocument change) =>
        database.Raw.GetCollection<BsonDocument>(table).UpdateOneAsync(filter, change, new UpdateOptions { BypassDocumentValidation = true });

    /// <summary>An entry's number is part of the document's identifier, which no update can change.</summary>
    private async Task RenumberAsync(byte[] id, long number)
    {
        var ledger = database.Raw.GetCollection<BsonDocument>(MongoSchema.Ledger);
        var entry = await ledger.FindOneAndDeleteAsync(ById(MongoSchema.Ledger, id));
        entry["_id"]["number"] = number;
        await ledger.InsertOneAsync(entry);
    }

    /// <summary>Puts other bytes in the place of some of a document's, whatever they make of it.</summary>
    internal async Task PatchAsync(string table, BsonDocument filter, byte[] found, byte[] put)
    {
        var documents = database.Raw.GetCollection<RawBsonDocument>(table);
        using var document = await documents.FindOneAndDeleteAsync(new BsonDocumentFilterDefinition<RawBsonDocument>(filter));
        var bytes = document.ToBson();
        put.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(found)));
        await documents.InsertOneAsync(new RawBsonDocument(bytes), new InsertOneOptions { BypassDocumentValidation = true });
    }

    private static BsonDocument ById(string table, byte[] id)
    {
        var key = table switch
        {
            MongoSchema.Ledger => "entryId",
            MongoSchema.Outcomes => "messageId",
            MongoSchema.Feed => "eventId",
            _ => "_id",
        };
        return new BsonDocument(key, new ObjectId(id));
    }
}
