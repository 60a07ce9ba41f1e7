using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

/// <inheritdoc cref="ErasureKill"/>
public sealed class EmbeddedErasureKillTests
{
    [Fact]
    public async Task Delete_WhenTheServiceIsKilledAtOnce_ThenNoByteOfTheStoreHasTheWordsAfterAMinute()
    {
        using var folder = new TemporaryFolder();

        await ErasureKill.RunAsync(folder, words => ErasureSearch.InFolderAsync(folder.Path, words));
    }
}
