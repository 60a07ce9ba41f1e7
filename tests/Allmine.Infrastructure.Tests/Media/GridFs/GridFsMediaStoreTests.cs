using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.GridFs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Tests.Media.GridFs;

public sealed class GridFsMediaStoreTests(GridFsMediaFixture fixture) : IClassFixture<GridFsMediaFixture>, IAsyncLifetime
{
    private const string Suffering = "allmine-files-test";
    private const int NotPrimaryNoSecondaryOk = 13435;

    private readonly string path = Path.GetTempFileName();

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        Skip.If(fixture.Absence is not null, fixture.Absence);
        await fixture.ResetAsync();
        await File.WriteAllBytesAsync(path, new byte[(3 << 20) + 1]);
    }

    public Task DisposeAsync()
    {
        File.Delete(path);
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Put_WhenDone_ThenThereIsTheFileItsChunksAndNoNote()
    {
        await fixture.Store.PutAsync("a0b1.mp4", path, "a name", None);

        Assert.Equal((1, 4, 0), await CountAsync());
        await fixture.Store.DeleteAsync("a0b1.mp4", None);
        Assert.Equal((0, 0, 0), await CountAsync());
    }

    [SkippableTheory]
    [InlineData("{ times: 20 }")]
    [InlineData("{ skip: 2 }")]
    [InlineData("{ skip: 4 }")]
    public async Task Put_WhenTheServerRefusesInserts_ThenUnavailableAndNothingCanBeRead(string mode)
    {
        var node = fixture.Database.NewNode(Suffering);
        var store = GridFsMediaFixture.StoreOf(node);
        await using (await FailAsync(node, "insert", BsonDocument.Parse(mode), new BsonDocument("errorCode", NotPrimaryNoSecondaryOk)))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync("a0b1.mp4", path, "a name", None));

        Assert.Null(await fixture.Store.OpenAsync("a0b1.mp4", None));
        Assert.Equal((0, 0, 1), await CountAsync());
    }

    [SkippableFact]
    public async Task Put_WhenTheServerHangs_ThenUnavailableWithinSeconds()
    {
        var node = fixture.Database.NewNode(Suffering);
        var store = GridFsMediaFixture.StoreOf(node);
        await store.PutAsync("a0b0", path, "a name", None);
        await using (await FailAsync(node, "insert", "alwaysOn", new BsonDocument { { "blockConnection", true }, { "blockTimeMS", 10_000 } }))
        {
            using var standstill = new Standstill();
            var elapsed = await standstill.TimeAsync(() => Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync("a0b1.mp4", path, "a name", None)));
            Assert.True(elapsed < TimeSpan.FromSeconds(6), $"It took {elapsed}.");
        }

        // What was held up comes late, and is none of the next test's.
        await Eventually.HoldsAsync(async () => !await IsInsertingAsync());
        Assert.Null(await fixture.Store.OpenAsync("a0b1.mp4", None));
    }

    [SkippableFact]
    public async Task Read_WhenTheServerFails_ThenUnavailable()
    {
        await fixture.Store.PutAsync("a0b1.mp4", path, "a name", None);
        var node = fixture.Database.NewNode(Suffering);
        await using var stream = (await GridFsMediaFixture.StoreOf(node).OpenAsync("a0b1.mp4", None))?.Content;
        await using var failure = await FailAsync(node, "find", "alwaysOn", new BsonDocument("errorCode", NotPrimaryNoSecondaryOk));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => stream!.ReadExactlyAsync(new byte[10]).AsTask());
    }

    [SkippableFact]
    public async Task Delete_WhenAKilledProcessHasBegunIt_ThenItIsCompleted()
    {
        await fixture.Store.PutAsync("a0b1.mp4", path, "a name", None);
        await Raw("media.files").DeleteOneAsync(new BsonDocument("_id", "a0b1.mp4"));
        await Raw(GridFsMediaStore.UnfinishedName).InsertOneAsync(new BsonDocument { { "_id", "a0b1.mp4" }, { "since", DateTime.UnixEpoch } });

        await fixture.Store.DeleteAsync("a0b1.mp4", None);

        Assert.Equal((0, 0, 0), await CountAsync());
    }

    /// <summary>One who has the key to himself takes away what another has left of it: a later start must not find its note.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_WhenAKilledProcessLeftTheKeysNote_ThenItCanBeWrittenOnceItWasDeleted(bool isWhole)
    {
        if (isWhole)
            await fixture.Store.PutAsync("a0b2.mp4", path, "a name", None);
        await Raw(GridFsMediaStore.UnfinishedName).InsertOneAsync(new BsonDocument { { "_id", "a0b2.mp4" }, { "since", DateTime.UnixEpoch } });
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.Store.PutAsync("a0b2.mp4", path, "a name", None));

        await fixture.Store.DeleteAsync("a0b2.mp4", None);
        await fixture.Store.PutAsync("a0b2.mp4", path, "a name", None);
        await fixture.Store.InitializeAsync(None);

        await using var content = (await fixture.Store.OpenAsync("a0b2.mp4", None))!.Content;
        Assert.Equal(0, await Raw(GridFsMediaStore.UnfinishedName).CountDocumentsAsync(new BsonDocument()));
    }

    [SkippableFact]
    public async Task Initialize_WhenAKilledProcessLeftAnUpload_ThenItIsRemovedOnceItIsOld()
    {
        await fixture.Store.PutAsync("a0b0", path, "a name", None);
        foreach (var (key, age) in new[] { ("a0b1", TimeSpan.FromMinutes(61)), ("a0b2", TimeSpan.FromMinutes(59)) })
        {
            await Raw("media.chunks").InsertOneAsync(new BsonDocument { { "files_id", key }, { "n", 0 }, { "data", new byte[10] } });
            await Raw(GridFsMediaStore.UnfinishedName).UpdateOneAsync(
                new BsonDocument("_id", key),
                new BsonDocumentStagePipelineDefinition<BsonDocument, BsonDocument>(
                    [new BsonDocument("$set", new BsonDocument("since", new BsonDocument("$subtract", new BsonArray { "$$NOW", (long)age.TotalMilliseconds })))]),
                new UpdateOptions { IsUpsert = true });
        }

        await Task.WhenAll(fixture.Store.InitializeAsync(None), fixture.Store.InitializeAsync(None));

        Assert.Equal((1, 5, 1), await CountAsync());
        Assert.Equal(0, await Raw("media.chunks").CountDocumentsAsync(new BsonDocument("files_id", "a0b1")));
        Assert.NotNull(await fixture.Store.OpenAsync("a0b0", None));
    }

    [SkippableFact]
    public async Task Put_WhenTheSameKeyIsWrittenAtOnce_ThenOneSucceedsAndTheOthersSpoilNothing()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => GridFsMediaFixture.StoreOf(fixture.Database.NewNode())).ToList();

        var failures = await Task.WhenAll(nodes.Select(store => Record.ExceptionAsync(() => store.PutAsync("a0b1", path, "a name", None))));

        Assert.Single(failures, failure => failure is null);
        Assert.Equal((1, 4, 0), await CountAsync());
    }

    private IMongoCollection<BsonDocument> Raw(string name) => fixture.Database.Raw.GetCollection<BsonDocument>(name);

    private Task<MongoFailPoint> FailAsync(MongoNode node, string command, BsonValue mode, BsonDocument how) =>
        MongoFailPoint.SetAsync(fixture.Database.Node.Client, Suffering, mode, how.Add("failCommands", new BsonArray { command }));

    /// <summary>Whether the server has an insert of the node that suffers to do, or holds it up.</summary>
    private async Task<bool> IsInsertingAsync()
    {
        var pipeline = new BsonDocumentStagePipelineDefinition<NoPipelineInput, BsonDocument>(
        [
            new("$currentOp", new BsonDocument { { "allUsers", true }, { "idleSessions", false } }),
            new("$match", new BsonDocument { { "appName", Suffering }, { "active", true }, { "command.insert", new BsonDocument("$exists", true) } }),
        ]);
        return await (await fixture.Database.Node.Client.GetDatabase("admin").WithReadConcern(ReadConcern.Local).AggregateAsync(pipeline)).AnyAsync();
    }

    private async Task<(long Files, long Chunks, long Notes)> CountAsync() =>
        (await fixture.CountAsync("media.files"), await fixture.CountAsync("media.chunks"), await fixture.CountAsync(GridFsMediaStore.UnfinishedName));
}
