using Allmine.Application.Media;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;
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
        var lifecycle = NewLifecycle();

        Assert.Equal(0, await lifecycle.SweepAsync(CancellationToken.None));
        Assert.Equal([photo], store.Files);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(isRemoved ? 1 : 0, await lifecycle.SweepAsync(CancellationToken.None));

        Assert.Equal(isRemoved, store.Files.Count == 0);
        Assert.Equal(isRemoved, await media.OpenAsync(photo.Content.Key, CancellationToken.None) is null);
    }

    [Fact]
    public async Task Sweep_WhenThereAreMoreThanABatch_ThenAllAreRemoved()
    {
        const int Count = 250;
        PutUnused(Count);

        Assert.Equal(Count, await NewLifecycle().SweepAsync(CancellationToken.None));

        Assert.Empty(store.Files);
        Assert.Empty(media.Keys);
    }

    /// <summary>Whoever makes the thumbnail may store it after the sweep; if they die over it, nobody else knows of it.</summary>
    [Fact]
    public async Task Sweep_WhenTheThumbnailMayStillBeStored_ThenTheEntryStaysUntilTheClaimEnds()
    {
        const string LaterKey = "later.jpg";
        var claimed = time.GetUtcNow().UtcDateTime + LaterThumbnail.Claim;
        var film = Samples.PhotoOf(Samples.Ada) with { State = FileState.Abandoned, LaterThumbnail = new LaterThumbnail(LaterKey, claimed, 1) };
        film = film with { Content = film.Content with { ThumbnailKey = null } };
        store.Put(film);
        PutUnused(1);
        media.Put(film.Content.Key, [1]);
        var lifecycle = NewLifecycle();

        Assert.Equal(1, await lifecycle.SweepAsync(CancellationToken.None));
        Assert.Equal([film], store.Files);
        Assert.Empty(media.Keys);

        media.Put(LaterKey, [1]);
        time.Advance(LaterThumbnail.Claim - TimeSpan.FromMilliseconds(2));
        Assert.Equal(0, await lifecycle.SweepAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await lifecycle.SweepAsync(CancellationToken.None));
        Assert.Empty(store.Files);
        Assert.Empty(media.Keys);
    }

    [Fact]
    public async Task Sweep_WhenTheOneBeforeFailedInTheMiddle_ThenGoesOnWhereThatEnded()
    {
        PutUnused(3);
        var broken = store.Files[1].Content.Key;
        media.BeforeDelete = key =>
        {
            if (key == broken)
                throw new StoreUnavailableException();
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(() => NewLifecycle().SweepAsync(CancellationToken.None));
        Assert.Equal(2, store.Files.Count);
        Assert.All(store.Files, file => Assert.Equal(FileState.Abandoned, file.State));
        Assert.Equal(store.Files.Select(file => file.Content.Key), media.Keys);

        media.BeforeDelete = _ => { };
        Assert.Equal(2, await NewLifecycle().SweepAsync(CancellationToken.None));
        Assert.Empty(store.Files);
        Assert.Empty(media.Keys);
    }

    [Fact]
    public async Task Store_WhenItFailsAndTheBytesCannotBeRemoved_ThenTheFailureIsToldAndTheSweepRemovesThem()
    {
        var failure = new IOException("The disk is gone.");
        media.BeforeDelete = _ => throw new StoreUnavailableException();
        var photo = new ReceivedPhoto(media) { Midway = () => throw failure };

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => NewLifecycle().StoreAsync(Samples.Ada, photo, CancellationToken.None)));
        Assert.Equal(FileState.Abandoned, Assert.Single(store.Files).State);
        Assert.Single(media.Keys);

        media.BeforeDelete = _ => { };
        Assert.Equal(1, await NewLifecycle().SweepAsync(CancellationToken.None));
        Assert.Empty(store.Files);
        Assert.Empty(media.Keys);
    }

    /// <summary>Its bytes may be there, if whoever made it died before anybody was told.</summary>
    [Theory]
    [InlineData(FileState.Staged, true)]
    [InlineData(FileState.Bound, false)]
    public async Task Sweep_WhenAFilmStillNeedsItsThumbnail_ThenItsBytesGoWithTheFilmAndNotBefore(FileState state, bool isRemoved)
    {
        var film = Samples.PhotoOf(Samples.Ada) with { State = state, LaterThumbnail = new LaterThumbnail("later.jpg", Samples.Noon) };
        store.Put(film);
        media.Put(film.Content.Key, [1]);
        media.Put("later.jpg", [1]);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await NewLifecycle().SweepAsync(CancellationToken.None);

        Assert.Equal(isRemoved ? 0 : 2, media.Keys.Count);
        Assert.Equal(isRemoved ? [] : [film], store.Files);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("later.jpg")]
    public async Task Store_WhenThereWasNoTimeForTheThumbnail_ThenItsKeyIsRecordedAndItIsDueAtOnce(string? key)
    {
        var received = new ReceivedPhoto(media) { LaterThumbnailKey = key };

        var file = await NewLifecycle().StoreAsync(Samples.Ada, received, CancellationToken.None);

        Assert.Equal(key is null ? null : new LaterThumbnail(key, file.UploadedAt), file.LaterThumbnail);
        Assert.Equal([file], store.Files);
    }

    [Fact]
    public async Task Discard_WhenAMessageCarriesTheFile_ThenItStays()
    {
        var photo = Samples.PhotoOf(Samples.Ada) with { State = FileState.Bound };
        store.Put(photo);
        media.Put(photo.Content.Key, [1]);

        await NewLifecycle().DiscardAsync(photo with { State = FileState.Pending });

        Assert.Equal([photo], store.Files);
        Assert.Equal([photo.Content.Key], media.Keys);
    }

    private FileLifecycle NewLifecycle() => new(store.FileRepository, media, new CountingIds(), time);

    /// <summary>Files that no message has carried for long enough.</summary>
    private void PutUnused(int count)
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < count; i++)
        {
            var photo = Samples.PhotoOf(Samples.Ada, $"64d15f9e2e6c8f4d5a{i:x6}");
            store.Put(photo);
            media.Put(photo.Content.Key, [1]);
        }
    }
}
