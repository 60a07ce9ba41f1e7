using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media;
using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Media;

public sealed class DiskMediaStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private readonly DiskMediaStore media;

    public DiskMediaStoreTests()
    {
        media = new DiskMediaStore(Path.Combine(folder, "media"));
        media.Prepare();
    }

    private static CancellationToken None => CancellationToken.None;

    private string MediaFolder => Path.Combine(folder, "media");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Put_WhenDone_ThenThereIsJustTheFile()
    {
        await media.PutAsync("a1.jpg", new MemoryStream([1, 2]), None);

        Assert.Equal(["a1.jpg"], Directory.EnumerateFileSystemEntries(MediaFolder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Put_WhenContentFails_ThenNoFileIsLeft()
    {
        await Assert.ThrowsAsync<EndOfStreamException>(() => media.PutAsync("a1.jpg", new FailingStream(300_000), None));

        Assert.Empty(Directory.EnumerateFileSystemEntries(MediaFolder));
    }

    [Fact]
    public async Task Put_WhenCancelled_ThenNoFileIsLeft()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => media.PutAsync("a1.jpg", new MemoryStream([1, 2]), new CancellationToken(canceled: true)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(MediaFolder));
    }

    [Fact]
    public async Task Put_WhenKeyIsUsed_ThenUnavailableAndNoFileIsLeft()
    {
        await media.PutAsync("a1.jpg", new MemoryStream([1, 2]), None);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => media.PutAsync("a1.jpg", new MemoryStream([3]), None));

        Assert.Equal(["a1.jpg"], Directory.EnumerateFileSystemEntries(MediaFolder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Put_WhenTheFolderIsGone_ThenUnavailable()
    {
        Directory.Delete(MediaFolder);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => media.PutAsync("a1.jpg", new MemoryStream([1]), None));
        Assert.Null(await media.OpenAsync("a1.jpg", None));
    }

    [Theory]
    [InlineData("../a1.jpg")]
    [InlineData("/tmp/a1.jpg")]
    [InlineData("A1.jpg")]
    [InlineData("a1.jpg.exe")]
    [InlineData(".a1")]
    [InlineData("")]
    public async Task Put_WhenKeyIsOfAnotherForm_ThenRefusedAndNothingIsWritten(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => media.PutAsync(key, new MemoryStream([1]), None));

        Assert.Equal([MediaFolder], Directory.EnumerateFileSystemEntries(folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(MediaFolder));
    }

    [Fact]
    public async Task Prepare_WhenAKilledProcessLeftAnUnfinishedFile_ThenOnlyThatIsRemoved()
    {
        await media.PutAsync("part.tmp", new MemoryStream([1]), None);
        await media.PutAsync("a1.tmp", new MemoryStream([1]), None);
        using var hanging = new HangingStream();
        var unfinished = media.PutAsync("a2.jpg", hanging, None);
        Assert.Equal(3, Directory.EnumerateFiles(MediaFolder).Count());

        new DiskMediaStore(MediaFolder).Prepare();

        Assert.Equal(["a1.tmp", "part.tmp"], Directory.EnumerateFiles(MediaFolder).Select(Path.GetFileName).Order());
        hanging.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => unfinished);
    }

    [Fact]
    public void Prepare_WhenFolderIsAFile_ThenRefused()
    {
        var path = Path.Combine(folder, "file");
        File.WriteAllText(path, "x");

        var refusal = Assert.Throws<StoreSetupException>(() => new DiskMediaStore(path).Prepare());

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NewKey_WhenMade_ThenItIsWellFormedAndNeverTheSame()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => MediaKey.New("jpg")).ToList();

        Assert.All(keys, key => Assert.True(MediaKey.IsWellFormed(key)));
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }
}
