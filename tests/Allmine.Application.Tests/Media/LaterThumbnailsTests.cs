using Allmine.Application.GroupCommit;
using Allmine.Application.Media;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
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

    /// <summary>In each message it is a change of its chat; who sent the film meanwhile gets it the second time.</summary>
    [Fact]
    public async Task SeeToNext_WhenMessagesCarryTheFilm_ThenEachIsShownItByOneChange()
    {
        Put();
        Makes(ThumbnailOutcome.Made);
        var one = PutMessage(Samples.Team);
        var other = PutMessage(Samples.Two);
        await SendAsync(Samples.Two);

        Assert.True(await SeeToNextAsync());

        Assert.Equal([(one.Id, 2L), (other.Id, 3)], store.Alterations.Select(alteration => (alteration.MessageId, alteration.Change)));
        Assert.All(store.Alterations, alteration => Assert.Equal((AlterationKind.ThumbnailShown, null), (alteration.Kind, alteration.UserId)));
        Assert.Equal([Key, Key, null], store.Messages.Select(message => message.Media?.ThumbnailKey));
        Assert.Equal(2, store.Messages[0].Life.ThumbnailChange);

        var late = PutMessage(Samples.Team);
        time.Advance(LaterThumbnail.Echo);
        Assert.True(await SeeToNextAsync());
        Assert.Equal((late.Id, 4L), (store.Alterations[^1].MessageId, store.Alterations[^1].Change));
        Assert.Equal(3, store.Alterations.Count);
        Assert.Null(File.LaterThumbnail!.Due);
    }

    [Fact]
    public async Task SeeToNext_WhenMoreMessagesCarryTheFilmThanAreLookedUpAtOnce_ThenAllAreShownIt()
    {
        Put();
        Makes(ThumbnailOutcome.Made);
        for (var i = 0; i < 450; i++)
            PutMessage(Samples.Team);

        await SeeToNextAsync();

        Assert.All(store.Messages, message => Assert.Equal(Key, message.Media!.ThumbnailKey));
        Assert.Equal(900, store.Chat(Samples.Team)!.LastChange);
    }

    [Fact]
    public async Task SeeToNext_WhenAChatCantBeRead_ThenTheOthersAreShownItAndItEnds()
    {
        Put();
        Makes(ThumbnailOutcome.Made);
        PutMessage(Samples.Team);
        var other = PutMessage(Samples.Two);
        store.SpoilChat(Samples.Team);

        Assert.True(await SeeToNextAsync());

        Assert.Equal(other.Id, Assert.Single(store.Alterations).MessageId);
    }

    /// <summary>Its messages were deleted while the thumbnail was made, and it was given up: nobody would ask for the bytes.</summary>
    [Theory]
    [InlineData(FileState.Released)]
    [InlineData(FileState.Abandoned)]
    [InlineData(null)]
    public async Task SeeToNext_WhenTheFilmIsGoneMeanwhile_ThenTheThumbnailGoesToo(FileState? state)
    {
        Put();
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), Key, It.IsAny<CancellationToken>())).ReturnsAsync(() =>
        {
            media.Put(Key, [1]);
            store.Move(File.Id, state);
            return ThumbnailOutcome.Made;
        });

        Assert.True(await SeeToNextAsync());

        Assert.Empty(media.Keys);
        Assert.DoesNotContain(store.Files, file => file.Content.ThumbnailKey is not null);
    }

    private Task SendAsync(Id<Chat> chat) => engine.CommitAsync(Samples.To(chat, Samples.Ada));

    /// <summary>A message with the film as it was before it had a thumbnail.</summary>
    private Message PutMessage(Id<Chat> id)
    {
        var chat = store.Chat(id)!;
        var header = new MessageHeader(Samples.NewMessageId(), id, chat.NextSequence, Samples.Ada, Samples.Noon) { Change = chat.NextChange };
        var message = Message.OfMedia(header, File.Content with { ThumbnailKey = null });
        chat.Append(message);
        store.Put(chat);
        store.Put(message);
        return message;
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
