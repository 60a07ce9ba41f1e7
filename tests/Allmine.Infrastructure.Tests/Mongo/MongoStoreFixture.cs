using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Persistence.Mongo;
using Allmine.Infrastructure.Tests.Contracts;
using MongoDB.Bson;

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

    public IStoreStatus Status => database.Node.Get<IStoreStatus>();

    public Task InitializeAsync() => database.InitializeAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    public async Task ResetAsync()
    {
        foreach (var schema in MongoSchema.Collections)
            await database.Raw.GetCollection<BsonDocument>(schema.Name).DeleteManyAsync(new BsonDocument());
    }
}
