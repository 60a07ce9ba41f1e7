using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

/// <inheritdoc cref="ErasureKill"/>
public sealed class MongoErasureKillTests
{
    [SkippableFact]
    public async Task Delete_WhenTheServiceIsKilledAtOnce_ThenNoDocumentHasTheWordsAfterAMinute()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var folder = new TemporaryFolder();

        await ErasureKill.RunAsync(
            folder,
            async words => [.. await ErasureSearch.InDatabaseAsync(database.Database, words), .. await ErasureSearch.InFolderAsync(folder.Path, words)],
            ("ConnectionStrings__MongoDB", database.ConnectionString));
    }
}
