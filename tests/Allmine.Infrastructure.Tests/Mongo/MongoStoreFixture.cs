using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Persistence.Mongo;
using Allmine.Infrastructure.Tests.Contracts;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Tests.Mongo;

/// <summary>The MongoDB store in a database of the test class's own, emptied before each test.</summary>
public sealed class MongoStoreFixture : IStoreFixture, IAsyncLifetime
{
    private readonly MongoDatabaseFixture database = new();

    public string? Absence => database.Absence;

    public IIdGenerator Ids { get; } = new ObjectIdGenerator(TimeProvider.System);

    public ISendStore SendStore => database.Node.Sends;

    public IMessageRepository Messages => database.Node.Get<IMessageRepository>();

    public IChatRepository Chats => database.Node.Get<IChatRepository>();

    public IUserRepository Users => database.Node.Get<IUserRepository>();

    public IOutcomeRepository Outcomes => database.Node.Get<IOutcomeRepository>();

    public IFileRepository Files => database.Node.Get<IFileRepository>();

    public IWalletRepository Wallets => database.Node.Get<IWalletRepository>();

    public ILedgerRepository Ledger => database.Node.Get<ILedgerRepository>();

    public IStoreSnapshots Snapshots => database.Node.Get<IStoreSnapshots>();

    public IEventFeed Events => database.Node.Get<IEventFeed>();

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
        var stored = value is byte[] bytes ? new BsonObjectId(new ObjectId(bytes)) : BsonValue.Create(value);
        return database.Raw.GetCollection<BsonDocument>(table).UpdateOneAsync(
            ById(table, id), new BsonDocument("$set", new BsonDocument(field, stored)), new UpdateOptions { BypassDocumentValidation = true });
    }

    public Task RemoveMemberAsync(byte[] chatId, byte[] userId) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).UpdateOneAsync(
        ById(MongoSchema.Chats, chatId),
        new BsonDocument
        {
            { "$pull", new BsonDocument("members", new BsonDocument("userId", new ObjectId(userId))) },
            { "$inc", new BsonDocument("revision", 1L) },
        });

    public Task RemoveAsync(string table, byte[] id) => database.Raw.GetCollection<BsonDocument>(table).DeleteOneAsync(ById(table, id));

    /// <summary>An entry's number is part of the document's identifier, which no update can change.</summary>
    private async Task RenumberAsync(byte[] id, long number)
    {
        var ledger = database.Raw.GetCollection<BsonDocument>(MongoSchema.Ledger);
        var entry = await ledger.FindOneAndDeleteAsync(ById(MongoSchema.Ledger, id));
        entry["_id"]["number"] = number;
        await ledger.InsertOneAsync(entry);
    }

    private static BsonDocument ById(string table, byte[] id) => new(table == MongoSchema.Ledger ? "entryId" : "_id", new ObjectId(id));
}
