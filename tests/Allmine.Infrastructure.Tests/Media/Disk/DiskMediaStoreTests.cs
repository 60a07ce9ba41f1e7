using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Tests.Media.Disk;

public sealed class DiskMediaStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private readonly MediaSpool spool;
    private readonly DiskMediaStore media;

    public DiskMediaStoreTests()
    {
        spool = new MediaSpool(Path.Combine(MediaFolder, DiskMediaStore.SpoolName));
        spool.Prepare();
        media = new DiskMediaStore(MediaFolder, spool);
        media.Prepare();
    }

    private static CancellationToken None => CancellationToken.None;

    private string MediaFolder => Path.Combine(folder, "media");

    public void Dispose()
    {
        spool.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Put_WhenDone_ThenThereIsJustTheFile()
    {
        var path = NewFile();

        await media.PutAsync("a1.jpg", path, "a name", None);

        Assert.Equal(["a1.jpg", "a1.jpg.display.name"], Stored());
        Assert.False(File.Exists(path));
        Assert.Empty(Spooled());
    }

    [Fact]
    public async Task Put_WhenTheFileIsOfTheSpool_ThenItIsMoved()
    {
        using var file = spool.Create();
        await file.WriteAsync(new byte[] { 1, 2 }, None);
        await file.WriteAsync(new byte[] { 3 }, None);
        file.Close();

        await media.PutAsync("a1.jpg", file.Path, "a name", None);

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(MediaFolder, "a1.jpg")));
        Assert.Empty(Spooled());
    }

    [SkippableFact]
    public async Task Put_WhenTheFileIsOnAnotherVolume_ThenItIsCopied()
    {
        const string OtherVolume = "/dev/shm";
        Skip.IfNot(Directory.Exists(OtherVolume), $"There is no {OtherVolume}.");
        var path = Path.Combine(OtherVolume, $"allmine-test-{Guid.NewGuid():N}");
        await File.WriteAllBytesAsync(path, [1, 2]);

        await media.PutAsync("a1.jpg", path, "a name", None);

        Assert.Equal([1, 2], await File.ReadAllBytesAsync(Path.Combine(MediaFolder, "a1.jpg")));
        Assert.False(File.Exists(path));
        Assert.Empty(Spooled());
    }

    [Fact]
    public async Task Put_WhenKeyIsUsed_ThenUnavailableAndNoFileIsLeft()
    {
        await media.PutAsync("a1.jpg", NewFile(), "a name", None);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => media.PutAsync("a1.jpg", NewFile(), "a name", None));

        Assert.Equal(["a1.jpg", "a1.jpg.display.name"], Stored());
        Assert.Empty(Spooled());
    }

    [Fact]
    public async Task Put_WhenTheFolderIsGone_ThenUnavailable()
    {
        Directory.Delete(MediaFolder, recursive: true);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => media.PutAsync("a1.jpg", NewFile(), "a name", None));
        Assert.Null(await media.OpenAsync("a1.jpg", None));
        await media.DeleteAsync("a1.jpg", None);
    }

    [Fact]
    public async Task Put_WhenKeyIsOfAnotherForm_ThenNothingIsWritten()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => media.PutAsync("../a1.jpg", NewFile(), "a name", None));

        Assert.Equal(["1", "media"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());
        Assert.Empty(Stored());
    }

    [Fact]
    public void Prepare_WhenFolderIsAFile_ThenRefused()
    {
        var path = NewFile();

        var refusal = Assert.Throws<StoreSetupException>(() => new DiskMediaStore(path, spool).Prepare());

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NewKey_WhenMade_ThenItIsWellFormedAndNeverTheSame()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => MediaKey.New("jpg")).ToList();

        Assert.All(keys, key => Assert.True(MediaKey.IsWellFormed(key)));
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    private IEnumerable<string?> Stored() => Directory.EnumerateFiles(MediaFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private IEnumerable<string> Spooled() => Directory.EnumerateFiles(spool.Folder, "*.part.tmp");

    private string NewFile()
    {
        var path = Path.Combine(folder, $"{Directory.EnumerateFiles(folder).Count() + 1}");
        File.WriteAllBytes(path, [1, 2]);
        return path;
    }
}
