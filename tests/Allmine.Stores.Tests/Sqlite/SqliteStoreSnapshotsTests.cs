using Allmine.Application.Verification;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Development;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Allmine.Infrastructure.Persistence.Sqlite.Snapshots;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>The verification of an embedded store by another process than the one that serves it.</summary>
public sealed class SqliteStoreSnapshotsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    private SqliteStoreSnapshots Snapshots => new(new EmbeddedStoreOptions { Path = folder });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_WhenTheServiceRunsOrNot_ThenTheStoreIsRead(bool runs)
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        await store.Get<DevelopmentSeed>().SeedAsync(default);
        if (!runs)
            store.Dispose();

        var report = await new StoreVerifier(Snapshots).VerifyAsync(default);

        Assert.True(report.IsSound, report.Fault);
        Assert.Equal((2, 4), (report.Grants, report.Entries));
    }

    [Fact]
    public async Task Open_WhenThereIsNoStore_ThenSaysSoAndMakesNone()
    {
        var refusal = await Assert.ThrowsAsync<StoreSetupException>(() => Snapshots.OpenAsync(default));

        Assert.Contains("Embedded:Path", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Open_WhenTheStoreIsOfAnotherVersion_ThenSaysSo()
    {
        using (var store = new EmbeddedStore(folder))
        {
            await store.InitializeAsync();
            await store.ExecuteAsync($"INSERT INTO schema_versions VALUES ({SqliteMigrations.Latest + 1}, 0)");
        }

        var refusal = await Assert.ThrowsAsync<StoreSetupException>(() => Snapshots.OpenAsync(default));

        Assert.Contains($"schema {SqliteMigrations.Latest + 1}", refusal.Message, StringComparison.Ordinal);
    }
}
