using System.Diagnostics;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Tests.Media.Uploads;

public sealed class MediaSpoolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private readonly MediaSpool spool;

    public MediaSpoolTests()
    {
        spool = new MediaSpool(Path.Combine(folder, "spool"));
        spool.Prepare();
    }

    private static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        spool.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task File_WhenWritten_ThenItIsAtItsPathUntilDisposed()
    {
        var file = spool.Create();
        Assert.False(File.Exists(file.Path));

        await file.WriteAsync(new byte[] { 1, 2 }, None);
        await file.WriteAsync(new byte[] { 3 }, None);
        file.Close();

        Assert.Equal(3, file.Length);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(file.Path));
        file.Dispose();
        Assert.Empty(Files());
    }

    [Fact]
    public async Task File_WhenDisposedInTheMiddle_ThenNothingIsLeft()
    {
        using (var file = spool.Create())
            await file.WriteAsync(new byte[] { 1, 2 }, None);

        Assert.Empty(Files());
    }

    [Fact]
    public async Task File_WhenTheFolderIsGone_ThenUnavailable()
    {
        using var file = spool.Create();
        Directory.Delete(spool.Folder, recursive: true);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => file.WriteAsync(new byte[] { 1 }, None).AsTask());
    }

    [Fact]
    public void Create_WhenNotPrepared_ThenRefused()
    {
        using var other = new MediaSpool(spool.Folder);

        Assert.Throws<InvalidOperationException>(other.Create);
    }

    [Fact]
    public void Prepare_WhenAnotherNodeIsAtWork_ThenItsFilesStay()
    {
        using var file = spool.Create();
        File.WriteAllText(file.Path, "x");

        using var other = new MediaSpool(spool.Folder);
        other.Prepare();

        Assert.Equal([file.Path], Files());
        Assert.Equal(2, Directory.GetFiles(spool.Folder, "*.lock").Length);
    }

    [Fact]
    public void Prepare_WhenAnotherNodeHasEnded_ThenItsFilesAreRemoved()
    {
        using var file = spool.Create();
        File.WriteAllText(file.Path, "x");
        spool.Dispose();

        using var other = new MediaSpool(spool.Folder);
        other.Prepare();

        Assert.Empty(Files());
        Assert.Single(Directory.GetFiles(spool.Folder, "*.lock"));
    }

    [Fact]
    public void Prepare_WhenAKilledProcessLeftItsLockAndItsFiles_ThenBothAreRemoved()
    {
        // What is on the disk then: nobody holds the lock any more, and nobody has deleted its file.
        File.WriteAllText(Path.Combine(spool.Folder, "dead.lock"), string.Empty);
        File.WriteAllText(Path.Combine(spool.Folder, "dead-1.part.tmp"), "x");

        using var other = new MediaSpool(spool.Folder);
        other.Prepare();

        Assert.Empty(Files());
        Assert.False(File.Exists(Path.Combine(spool.Folder, "dead.lock")));
    }

    [SkippableFact]
    public void Prepare_WhenAnotherProcessHoldsItsLock_ThenItsFilesStay()
    {
        Skip.If(!File.Exists("/usr/bin/flock"), "There is no flock to hold the lock with.");
        var (itsLock, itsFile) = (Path.Combine(spool.Folder, "alive.lock"), Path.Combine(spool.Folder, "alive-1.part.tmp"));
        File.WriteAllText(itsLock, string.Empty);
        File.WriteAllText(itsFile, "x");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/flock", [itsLock, "sh", "-c", "echo; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardOutput.ReadLine();

        using var other = new MediaSpool(spool.Folder);
        other.Prepare();

        Assert.Equal([itsFile], Files());
        process.StandardInput.Close();
        process.WaitForExit();
        spool.Prepare();
        Assert.Empty(Files());
    }

    [Fact]
    public void Prepare_WhenFolderIsAFile_ThenRefused()
    {
        var path = Path.Combine(folder, "file");
        File.WriteAllText(path, "x");
        using var other = new MediaSpool(path);

        Assert.Contains(path, Assert.Throws<StoreSetupException>(other.Prepare).Message, StringComparison.Ordinal);
    }

    private string[] Files() => Directory.GetFiles(spool.Folder, "*.part.tmp");
}
