using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Uploads;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Uploads;

/// <summary>Thumbnails that the upload had no time for. A script stands in for FFmpeg: it takes its time, and gives a picture.</summary>
public sealed class ThumbnailMakerTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef0123456789abcdef.jpg";

    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a654321");

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private readonly MediaSpool spool;
    private readonly DiskMediaStore store;

    public ThumbnailMakerTests()
    {
        spool = new MediaSpool(Path.Combine(folder, DiskMediaStore.SpoolName));
        spool.Prepare();
        store = new DiskMediaStore(folder, spool);
    }

    private static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        spool.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData(0, true)]
    [InlineData(15, false)]
    public async Task Receive_WhenThereIsNoTimeForThePictureOfAFilm_ThenItsKeyIsKnownAndNothingIsThere(int seconds, bool isLater)
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var limits = new MediaLimits { FilmTime = TimeSpan.FromSeconds(seconds) };
        var intake = new MediaIntake(spool, InProcessWorkers.Inspector(FilmProgram.Write(folder), time: new FakeTimeProvider()), store, limits);
        await using var received = await intake.ReceiveAsync(new MemoryStream(IsoFiles.Film()), "film.mp4", null, None);

        var content = await received.InspectAsync(Owner, None);
        await received.StoreAsync(None);

        Assert.Equal((isLater, !isLater), (received.LaterThumbnailKey is not null, content.ThumbnailKey is not null));
        Assert.NotNull(await store.OpenAsync(content.Key, None));
        if (received.LaterThumbnailKey is { } later)
            Assert.Null(await store.OpenAsync(later, None));
    }

    [SkippableFact]
    public async Task Receive_WhenAFilmHasNoPicture_ThenThereIsNoneLaterEither()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var intake = new MediaIntake(spool, InProcessWorkers.Inspector(FilmProgram.Write(folder, picture: []), time: new FakeTimeProvider()), store, new MediaLimits());
        await using var received = await intake.ReceiveAsync(new MemoryStream(IsoFiles.Film()), "film.mp4", null, None);

        Assert.Null((await received.InspectAsync(Owner, None)).ThumbnailKey);

        Assert.Null(received.LaterThumbnailKey);
    }

    [SkippableFact]
    public async Task Make_WhenTheFilmIsStored_ThenItsThumbnailIsStoredUnderTheKeyWithItsName()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var film = await StoreFilmAsync();

        Assert.Equal(ThumbnailOutcome.Made, await Maker(FilmProgram.Write(folder)).MakeAsync(film, Key, None));

        var stored = (await store.OpenAsync(Key, None))!;
        await using var content = stored.Content;
        Assert.Equal("Tatil.jpg", stored.Name);
        using var thumbnail = SKBitmap.Decode(content);
        Assert.Equal((FilmProgram.Width, FilmProgram.Height), (thumbnail.Width, thumbnail.Height));
        Assert.Empty(Left());
    }

    /// <summary>Of one that died before it could say so. It may be half.</summary>
    [SkippableFact]
    public async Task Make_WhenSomethingIsThereAlready_ThenItIsMadeAnew()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var film = await StoreFilmAsync();
        await PutAsync(Key, [1, 2, 3]);

        Assert.Equal(ThumbnailOutcome.Made, await Maker(FilmProgram.Write(folder)).MakeAsync(film, Key, None));

        await using var content = (await store.OpenAsync(Key, None))!.Content;
        using var thumbnail = SKBitmap.Decode(content);
        Assert.Equal((FilmProgram.Width, FilmProgram.Height), (thumbnail.Width, thumbnail.Height));
    }

    [SkippableTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Make_WhenTheFilmIsGoneOrHasNoPicture_ThenThereIsNoneAndNothingIsLeft(bool isStored, bool hasPicture)
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var film = isStored ? await StoreFilmAsync() : Film("fedcba9876543210fedcba9876543210fedcba9876543210.mp4");

        Assert.Equal(ThumbnailOutcome.None, await Maker(FilmProgram.Write(folder, hasPicture ? null : [])).MakeAsync(film, Key, None));

        Assert.Null(await store.OpenAsync(Key, None));
        Assert.Empty(Left());
    }

    [SkippableFact]
    public async Task Make_WhenItIsEnded_ThenTheProgramIsKilledAndNothingIsLeft()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var film = await StoreFilmAsync();
        using var ending = new CancellationTokenSource();
        var making = Maker(FilmProgram.WriteHanging(folder)).MakeAsync(film, Key, ending.Token);
        await Eventually.HoldsAsync(() => new FileInfo(FilmProgram.MarkIn(folder)).LinkTarget is not null);

        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);
        Assert.Null(await store.OpenAsync(Key, None));
        Assert.Empty(Left());
    }

    private static MediaContent Film(string key) => new(MediaKind.Video, "Tatil.mp4", 1, null, null, null, key, ThumbnailKey: null);

    private async Task<MediaContent> StoreFilmAsync()
    {
        const string FilmKey = "fedcba9876543210fedcba9876543210fedcba9876543210.mp4";
        await PutAsync(FilmKey, IsoFiles.Film());
        return Film(FilmKey);
    }

    private async Task PutAsync(string key, byte[] bytes)
    {
        using var file = spool.Create();
        await file.WriteAsync(bytes, None);
        file.Close();
        await store.PutAsync(key, file.Path, "a name", None);
    }

    private ThumbnailMaker Maker(string program) => new(spool, InProcessWorkers.Inspector(program, time: new FakeTimeProvider()), store);

    private string[] Left() => Directory.GetFiles(spool.Folder, "*.part.tmp");
}
