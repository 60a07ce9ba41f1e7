using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.GridFs;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Tests.Media.GridFs;

/// <summary>Files in a database of the test class's own, emptied before each test.</summary>
public sealed class GridFsMediaFixture : IMediaStoreFixture, IAsyncLifetime
{
    public string? Absence => Database.Absence;

    public IMediaStore Media => Store;

    internal MongoDatabaseFixture Database { get; } = new();

    internal GridFsMediaStore Store => StoreOf(Database.Node);

    public Task InitializeAsync() => Database.InitializeAsync();

    public Task DisposeAsync() => Database.DisposeAsync();

    public async Task ResetAsync()
    {
        foreach (var name in (string[])["media.files", "media.chunks", GridFsMediaStore.UnfinishedName])
            await Database.Raw.GetCollection<BsonDocument>(name).DeleteManyAsync(new BsonDocument());
        await Store.InitializeAsync(CancellationToken.None);
    }

    internal static GridFsMediaStore StoreOf(MongoNode node) => new(node.Get<MongoStore>());

    internal async Task<long> CountAsync(string collection) => await Database.Raw.GetCollection<BsonDocument>(collection).CountDocumentsAsync(new BsonDocument());
}
