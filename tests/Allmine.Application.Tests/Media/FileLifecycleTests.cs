using Allmine.Application.Media;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Media;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Media;

public sealed class FileLifecycleTests
{
    private readonly InMemoryStore store = Samples.Store();
    private readonly InMemoryMedia media = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon + UploadedFile.UnusedLifetime));

    [Theory]
    [InlineData(FileState.Pending, true)]
    [InlineData(FileState.Staged, true)]
    [InlineData(FileState.Bound, false)]
    public async Task Sweep_WhenADayHasPassed_ThenOnlyUnusedFilesAreRemoved(FileState state, bool isRemoved)
    {
        var photo = Samples.PhotoOf(Samples.Ada) with { State = state };
        store.Put(photo);
        media.Put(photo.Content.Key, [1]);
        var lifecycle = new FileLifecycle(store, media, new CountingIds(), time);

        Assert.Equal(0, await lifecycle.SweepAsync(CancellationToken.None));
        Assert.Equal([photo], store.Files);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(isRemoved ? 1 : 0, await lifecycle.SweepAsync(CancellationToken.None));

        Assert.Equal(isRemoved, store.Files.Count == 0);
        Assert.Equal(isRemoved, await media.OpenAsync(photo.Content.Key, CancellationToken.None) is null);
    }
}
