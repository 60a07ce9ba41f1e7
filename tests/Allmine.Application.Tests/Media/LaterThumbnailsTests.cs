using Allmine.Application.GroupCommit;
using Allmine.Application.Media;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Application.Tests.Media;

public sealed class LaterThumbnailsTests
{
    private const string Key = "later.jpg";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly InMemoryStore store = Samples.Store();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon));
    private readonly Mock<IThumbnailMaker> maker = new();
    private readonly InMemoryMedia media = new();
    private readonly GroupCommitEngine engine;

    public LaterThumbnailsTests() => engine = new GroupCommitEngine(store, new CountingIds(), time, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());

    [Fact]
    public async Task SeeToNext_WhenNothingIsDue_ThenNothingIsDone()
    {
        Put(Samples.Noon + Moment);

        Assert.False(await SeeToNextAsync());

        maker.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task SeeToNext_WhenItIsMade_ThenTheFileHasItAndAMinuteLaterThereIsNothingLeftToDo()
    {
        Put();
        Makes(ThumbnailOutcome.Made);

        Assert.True(await SeeToNextAsync());

        Assert.Equal((Key, new LaterThumbnail(Key, Samples.Noon + LaterThumbnail.Echo)), (File.Content.ThumbnailKey, File.LaterThumbnail));
        time.Advance(LaterThumbnail.Echo - Moment);
        Assert.False(await SeeToNextAsync());
        time.Advance(Moment);
        Assert.True(await SeeToNextAsync());
        Assert.Null(File.LaterThumbnail!.Due);
        maker.Verify(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), Key, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task SeeToNext_WhenThereIsNone_ThenItIsNotTriedAgain()
    {
        Put();
        Makes(ThumbnailOutcome.None);

        Assert.True(await SeeToNextAsync());

        Assert.Equal((null, new LaterThumbnail(Key, null, 1)), (File.Content.ThumbnailKey, File.LaterThumbnail));
    }

    [Fact]
    public async Task SeeToNext_WhenThereIsNeverTime_ThenItIsTriedFiveTimesAndLeft()
    {
        Put();
        Makes(ThumbnailOutcome.OutOfTime);

        for (var tries = 1; tries <= 5; tries++)
        {
            Assert.NotNull(File.LaterThumbnail!.Due);
            Assert.True(await SeeToNextAsync());
            Assert.False(await SeeToNextAsync());
            Assert.Equal(tries, File.LaterThumbnail!.Tries);
            time.Advance(LaterThumbnail.Claim);
        }

        Assert.Null(File.LaterThumbnail!.Due);
        Assert.False(await SeeToNextAsync());
    }

    /// <summary>However long a store is away, or uploads leave no room.</summary>
    [Fact]
    public async Task SeeToNext_WhenItIsNotTheFilmsFault_ThenNoTryCounts()
    {
        Put();
        for (var i = 0; i < 2 * LaterThumbnail.MaxTries; i++)
        {
            Fails(i % 2 == 0 ? new StoreUnavailableException() : new RefusedException(ErrorCode.RateLimited));
            if (i % 2 == 0)
                await Assert.ThrowsAsync<StoreUnavailableException>(SeeToNextAsync);
            else
                Assert.False(await SeeToNextAsync());
            time.Advance(LaterThumbnail.Claim);
        }

        Assert.Equal(0, File.LaterThumbnail!.Tries);
        Makes(ThumbnailOutcome.Made);
        Assert.True(await SeeToNextAsync());
        Assert.Equal(Key, File.Content.ThumbnailKey);
    }

    /// <summary>Whoever made the fifth try has died: nobody is left to end it.</summary>
    [Fact]
    public async Task SeeToNext_WhenEveryTryEndsInADeath_ThenItIsLeft()
    {
        Put();
        for (var i = 0; i < LaterThumbnail.MaxTries; i++)
        {
            Assert.NotNull(await store.Thumbnails.ClaimAsync(time.GetUtcMilliseconds(), time.GetUtcMilliseconds() + LaterThumbnail.Claim, default));
            time.Advance(LaterThumbnail.Claim);
        }

        Assert.True(await SeeToNextAsync());

        Assert.Null(File.LaterThumbnail!.Due);
        maker.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task SeeToNext_WhenANodeDiesOverIt_ThenItIsMadeOnceTheClaimHasEnded()
    {
        Put();
        Fails(new StoreUnavailableException());
        await Assert.ThrowsAsync<StoreUnavailableException>(SeeToNextAsync);
        Makes(ThumbnailOutcome.Made);

        time.Advance(LaterThumbnail.Claim - Moment);
        Assert.False(await SeeToNextAsync());
        time.Advance(Moment);
        Assert.True(await SeeToNextAsync());

        Assert.Equal(Key, File.Content.ThumbnailKey);
    }

    /// <summary>The attempt ends before others may take it up.</summary>
    [Fact]
    public async Task SeeToNext_WhenTheStoreOfBytesHangs_ThenItEndsBeforeTheClaim()
    {
        Put();
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), Key, It.IsAny<CancellationToken>()))
            .Returns(async (MediaContent _, string _, CancellationToken ending) =>
            {
                await Task.Delay(Timeout.Infinite, ending);
                return ThumbnailOutcome.Made;
            });

        var seeing = SeeToNextAsync();
        time.Advance(LaterThumbnails.TimeLimit - Moment);
        Assert.False(seeing.IsCompleted);
        time.Advance(Moment);

        Assert.True(await seeing);
        Assert.True(LaterThumbnails.TimeLimit < LaterThumbnail.Claim);
        Assert.Null(File.Content.ThumbnailKey);
    }

    [Fact]
    public async Task SeeToNext_WhenTheServiceEnds_ThenItEndsAtOnce()
    {
        Put();
        using var ending = new CancellationTokenSource();
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), Key, It.IsAny<CancellationToken>()))
            .Returns(async (MediaContent _, string _, CancellationToken token) =>
            {
                await ending.CancelAsync();
                token.ThrowIfCancellationRequested();
                return ThumbnailOutcome.Made;
            });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewThumbnails().SeeToNextAsync(ending.Token));
    }

    private UploadedFile File => Assert.Single(store.Files);

    private void Put(DateTime? due = null)
    {
        var film = new MediaContent(MediaKind.Video, "film.mp4", 1024, 2.5, 640, 480, "film.mp4", ThumbnailKey: null);
        store.Put(Samples.PhotoOf(Samples.Ada) with { Content = film, State = FileState.Bound, LaterThumbnail = new LaterThumbnail(Key, due ?? Samples.Noon) });
    }

    private void Makes(ThumbnailOutcome outcome) =>
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.Is<MediaContent>(film => film.Key == "film.mp4"), Key, It.IsAny<CancellationToken>())).ReturnsAsync(outcome);

    private void Fails(Exception exception) =>
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), Key, It.IsAny<CancellationToken>())).ThrowsAsync(exception);

    private LaterThumbnails NewThumbnails() => new(store.Thumbnails, maker.Object, media, engine, time);

    private Task<bool> SeeToNextAsync() => NewThumbnails().SeeToNextAsync(CancellationToken.None);
}
