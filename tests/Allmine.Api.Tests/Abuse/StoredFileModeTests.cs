using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Another user of the same machine, who looks into the service's folder.</summary>
public sealed class StoredFileModeTests
{
    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [SkippableFact]
    public async Task Folder_WhenTheServiceWorks_ThenNobodyElseMayReadAnythingInIt()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such modes");
        using var parent = new TemporaryFolder();
        var folder = Path.Combine(parent.Path, "data");
        await using var service = new Service(new ServiceOptions(folder));
        var conversation = await service.NewConversationAsync();
        await UploadAsync(conversation.Sender, ImageFiles.JpegWithMetadata(6), "turned.jpg");
        await UploadAsync(conversation.Sender, ImageFiles.Png(), "photo.png");
        // What was taken in of these goes when their requests end, which may be a moment after their answers.
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.Combine(folder, "media", ".spool"), "*.tmp").Length == 0);
        var half = new HeldContent(Form.Of(), Form.Bytes(Form.File(new byte[200_000], "slow.bin")));
        var slow = conversation.Sender.SendAsync(HttpMethod.Post, FilesPath, half);
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.Combine(folder, "media", ".spool")).Length >= 2);

        var found = Directory.GetFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });

        foreach (var name in (string[])["allmine.db", "allmine.db-wal", "allmine.db-shm", "allmine.lock", "media"])
            Assert.Contains(Path.Combine(folder, name), found);
        // Pictures and thumbnails, with those of the development data.
        Assert.Equal(6, found.Count(path => path.EndsWith(".jpg", StringComparison.Ordinal) || path.EndsWith(".png", StringComparison.Ordinal)));
        Assert.All(found.Append(folder), path => Assert.Equal((path, UnixFileMode.None), (path, ModeOf(path) & ~Ours)));
        half.Release();
        (await slow).Expect(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task Start_WhenFilesOfBeforeAreOpenToAll_ThenTheyAreClosed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such modes");
        const UnixFileMode All = (UnixFileMode)0x1FF;
        using var folder = new TemporaryFolder();
        string[] names = ["allmine.db", "allmine.lock", "media", Path.Combine("media", ".spool")];
        await using (var before = new Service(new ServiceOptions(folder.Path)))
            await before.NewConversationAsync();
        foreach (var name in names)
            SetMode(Path.Combine(folder.Path, name), All);

        await using var service = new Service(new ServiceOptions(folder.Path));
        await service.NewConversationAsync();

        Assert.All(names, name => Assert.Equal((name, UnixFileMode.None), (name, ModeOf(Path.Combine(folder.Path, name)) & ~Ours)));
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
