using System.Security.Cryptography;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Tests.Media.Uploads;

public sealed class MediaIntakeTests : IDisposable
{
    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a654321");

    private const int Limit = 100_000;

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private readonly MediaSpool spool;
    private readonly DiskMediaStore store;
    private readonly MediaInspector inspector = InProcessWorkers.Inspector("ffmpeg");
    private readonly MediaIntake intake;

    public MediaIntakeTests()
    {
        spool = new MediaSpool(Path.Combine(folder, DiskMediaStore.SpoolName));
        spool.Prepare();
        store = new DiskMediaStore(folder, spool);
        intake = new MediaIntake(spool, inspector, store, new MediaLimits { MaxFileBytes = Limit });
    }

    private static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        spool.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Limit)]
    public async Task Receive_WhenWithinTheLimit_ThenItsDigestIsThatOfTheBytes(int length)
    {
        var bytes = Bytes(length);
        await using var received = await intake.ReceiveAsync(new MemoryStream(bytes), "a.bin", null, None);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), received.Digest);
        Assert.Equal(length, new FileInfo(Assert.Single(Left())).Length);
    }

    [Fact]
    public async Task Receive_WhenOneByteOverTheLimit_ThenTooLargeAndNothingIsLeft()
    {
        await AssertRefusedAsync(ErrorCode.MediaTooLarge, new MemoryStream(Bytes(Limit + 1)));
    }

    [Fact]
    public async Task Receive_WhenFarOverTheLimit_ThenTheRestIsNotRead()
    {
        using var bytes = new MemoryStream(Bytes(100 * Limit));

        await AssertRefusedAsync(ErrorCode.MediaTooLarge, bytes);

        Assert.InRange(bytes.Position, Limit, 3 * Limit);
    }

    [Fact]
    public async Task Receive_WhenThereAreNoBytes_ThenUnreadable() => await AssertRefusedAsync(ErrorCode.MediaUnreadable, new MemoryStream());

    [Fact]
    public async Task Receive_WhenTheStreamFails_ThenItsFailureIsPassedOnAndNothingIsLeft()
    {
        using var stream = new BlockStream(2 * BlockStream.BlockSize, (start, _, _) => start == 0 ? Task.CompletedTask : throw new TimeoutException());
        var roomy = new MediaIntake(spool, inspector, store, new MediaLimits());

        await Assert.ThrowsAsync<TimeoutException>(() => roomy.ReceiveAsync(stream, null, null, None));

        Assert.Empty(Left());
    }

    [Fact]
    public async Task Received_WhenStored_ThenWhatWasInspectedCanBeRead()
    {
        await using var received = await intake.ReceiveAsync(new MemoryStream(ImageFiles.Jpeg()), "../photo.jpg", "image/jpeg", None);

        var content = await received.InspectAsync(Owner, None);
        await received.StoreAsync(None);

        Assert.Equal((MediaKind.Image, "photo.jpg", 64, 48), (content.Kind, content.Name, content.Width, content.Height));
        Assert.Same(content, await received.InspectAsync(Owner, None));
        await using var stored = (await store.OpenAsync(content.Key, None))!.Content;
        Assert.Equal(content.Size, stored!.Length);
        await using var thumbnail = (await store.OpenAsync(content.ThumbnailKey!, None))!.Content;
        Assert.NotNull(thumbnail);
    }

    [Fact]
    public async Task Received_WhenDisposed_ThenItsFileAndWhatWasMadeOfItAreGone()
    {
        await using (var received = await intake.ReceiveAsync(new MemoryStream(ImageFiles.Jpeg()), null, null, None))
        {
            await received.InspectAsync(Owner, None);
            Assert.Equal(3, Left().Length);
        }

        Assert.Empty(Left());
    }

    [Fact]
    public async Task Received_WhenItsProcessWasKilled_ThenTheNextStartRemovesItsFileAndWhatWasMadeOfIt()
    {
        var received = await intake.ReceiveAsync(new MemoryStream(ImageFiles.Jpeg()), null, null, None);
        await received.InspectAsync(Owner, None);
        Assert.Equal(3, Left().Length);
        // The operating system ends the lock with the process; nobody disposes of anything else.
        spool.Dispose();

        using var next = new MediaSpool(spool.Folder);
        next.Prepare();

        Assert.Empty(Left());
    }

    [Fact]
    public async Task Received_WhenStoredBeforeItIsInspected_ThenThrows()
    {
        await using var received = await intake.ReceiveAsync(new MemoryStream([1]), null, null, None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => received.StoreAsync(None));
    }

    private async Task AssertRefusedAsync(ErrorCode code, Stream bytes)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => intake.ReceiveAsync(bytes, "a.bin", null, None));

        Assert.Equal(code, refusal.Code);
        Assert.Empty(Left());
    }

    /// <summary>Of no kind that is recognized.</summary>
    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)7);
        return bytes;
    }

    private string[] Left() => Directory.GetFiles(spool.Folder, "*.part.tmp");
}
