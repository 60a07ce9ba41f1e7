using Allmine.Application.Media;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Events;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Stores.Tests.Contracts.Files;

/// <summary>Thumbnails that are made after the upload: who makes them, and how they come into messages.</summary>
public abstract class ThumbnailBacklogContract(IStoreFixture store) : StoreContract(store)
{
    /// <summary>More than any store changes in one go.</summary>
    private const int Many = 501;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [SkippableFact]
    public async Task Claim_WhenTheTimeHasCome_ThenTheFilmIsGivenOutAndNotAgainBeforeTheClaimEnds()
    {
        var film = await AddAsync(FileState.Bound);
        var until = Noon + LaterThumbnail.Claim;

        Assert.Null(await Store.Thumbnails.ClaimAsync(Noon - Moment, until, None));
        Assert.Equal(film with { LaterThumbnail = new LaterThumbnail(KeyOf(film), until, 1) }, await Store.Thumbnails.ClaimAsync(Noon, until, None));
        Assert.Null(await Store.Thumbnails.ClaimAsync(until - Moment, until, None));
        Assert.Equal(2, (await Store.Thumbnails.ClaimAsync(until, until, None))!.LaterThumbnail!.Tries);
    }

    [SkippableTheory]
    [InlineData(FileState.Pending)]
    [InlineData(FileState.Staged)]
    [InlineData(FileState.Abandoned)]
    public async Task Claim_WhenNoMessageCarriesTheFilm_ThenNobodyMakesItsThumbnail(FileState state)
    {
        await AddAsync(state);

        Assert.Null(await Store.Thumbnails.ClaimAsync(DateTime.MaxValue, DateTime.MaxValue, None));
    }

    [SkippableFact]
    public async Task Claim_WhenThereAreSeveral_ThenTheOneThatHasBeenDueForLongest()
    {
        var (second, first) = (await AddAsync(FileState.Bound, Noon), await AddAsync(FileState.Bound, Noon - Moment));
        await Store.Files.AddAsync(File(FileState.Bound) with { LaterThumbnail = null }, None);

        Assert.Equal(first.Id, (await ClaimAsync(Noon))!.Id);
        Assert.Equal(second.Id, (await ClaimAsync(Noon))!.Id);
        Assert.Null(await ClaimAsync(Noon));
    }

    [SkippableFact]
    public async Task GiveBack_WhenItWasNotTheFilmsFault_ThenTheTryDoesNotCountUnlessAnotherHasTakenItUp()
    {
        await AddAsync(FileState.Bound);
        var first = (await Store.Thumbnails.ClaimAsync(Noon, Noon + Moment, None))!;

        await Store.Thumbnails.GiveBackAsync(first, None);

        var second = (await Store.Thumbnails.ClaimAsync(Noon + Moment, Noon.AddHours(1), None))!;
        Assert.Equal((1, 1), (first.LaterThumbnail!.Tries, second.LaterThumbnail!.Tries));
        await Store.Thumbnails.GiveBackAsync(first, None);
        await Store.Thumbnails.EndAsync(first, None);
        Assert.Equal(2, (await ClaimAsync(Noon.AddHours(1)))!.LaterThumbnail!.Tries);
    }

    [SkippableFact]
    public async Task Claim_WhenARecordCantBeRead_ThenTheNextOneIsGivenOut()
    {
        var (spoiled, film) = (await AddAsync(FileState.Bound, Noon - Moment), await AddAsync(FileState.Bound));
        Assert.True(await Store.SpoilAsync("files", spoiled.Id.ToBytes()));

        Assert.Equal(film.Id, (await ClaimAsync(Noon))!.Id);
        Assert.Null(await ClaimAsync(Noon));
    }

    [SkippableFact]
    public async Task Claim_WhenManyAskAtOnce_ThenOneGetsIt()
    {
        await AddAsync(FileState.Bound);

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ClaimAsync(Noon))));

        Assert.Single(claims, claim => claim is not null);
    }

    [SkippableFact]
    public async Task Give_WhenTheThumbnailIsThere_ThenWhoeverSendsTheFilmSendsItWithIt()
    {
        await AddAsync(FileState.Bound);
        var claimed = (await ClaimAsync(Noon))!;

        await Store.Thumbnails.GiveAsync(claimed, Noon.AddHours(1), None);
        await Store.Thumbnails.GiveAsync(claimed, Noon.AddHours(2), None);

        var found = await Store.Files.FindAsync(new FileReference(claimed.OwnerId, claimed.Id.ToString()), None);
        Assert.Equal(claimed with { Content = Shown(claimed), LaterThumbnail = new LaterThumbnail(KeyOf(claimed), Noon.AddHours(1)) }, found);
        Assert.Null(await ClaimAsync(Noon.AddHours(1) - Moment));
        Assert.Equal(found!.Content, (await ClaimAsync(Noon.AddHours(1)))!.Content);
    }

    [SkippableFact]
    public async Task End_WhenThereIsNothingLeftToDo_ThenItIsDueNoMoreAndItsKeyStaysKnown()
    {
        var film = await AddAsync(FileState.Bound);

        await Store.Thumbnails.EndAsync(film, None);

        Assert.Null(await ClaimAsync(DateTime.MaxValue));
        Assert.Equal(
            new LaterThumbnail(KeyOf(film), Due: null),
            (await Store.Files.FindAsync(new FileReference(film.OwnerId, film.Id.ToString()), None))!.LaterThumbnail);
    }

    [SkippableFact]
    public async Task Show_WhenMessagesCarryTheFilm_ThenEachHasItsThumbnailAndIsToldOfOnce()
    {
        var (film, other) = (await AddAsync(FileState.Bound), await AddAsync(FileState.Bound));
        var chats = new[] { await AddDirectChatAsync(), await AddDirectChatAsync() };
        var first = await SendAsync(chats[0], [film.Content, other.Content, film.Content]);
        var second = await SendAsync(chats[1], [film.Content]);
        await using var reader = await FeedReader.OpenAsync(Store.Events);

        for (var i = 0; i < 2; i++)
            await Store.Thumbnails.ShowAsync(film, None);
        await Store.Chats.MarkReadAsync(chats[0].Id, chats[0].Members[1].UserId, 1, None);

        Message[] shown = [first[0], first[2], second[0]];
        var told = await reader.TakeAsync(4);
        Assert.IsType<MessageRead>(told[3].Event);
        foreach (var message in shown)
        {
            var updated = Assert.Single(told.Select(item => item.Event).OfType<MessageUpdated>(), updated => updated.Message.Readable!.Id == message.Id);
            ShouldBe.Same(With(message, film), updated.Message);
            Assert.Equal(chats.Single(chat => chat.Id == message.ChatId).Members.Select(member => member.UserId), updated.Recipients);
            ShouldBe.Same(With(message, film), await Store.Messages.FindAsync(message.Id, None));
            ShouldBe.Same(With(message, film), Assert.Single(await Store.Messages.FindAllAsync([new MessageNumber(message.ChatId, message.Sequence)], None)));
        }

        var page = await Store.Messages.PageAsync(chats[0].Id, new HistoryWindow(null, 0, 10), None);
        Assert.Equal([KeyOf(film), null, KeyOf(film)], page.Select(message => message.Readable!.Media!.ThumbnailKey));
        ShouldBe.Same(first[1], page[1]);
    }

    [SkippableFact]
    public async Task Show_WhenNobodyHeardItAtOnce_ThenWhoComesBackHearsIt()
    {
        var film = await AddAsync(FileState.Bound);
        var chat = await AddDirectChatAsync();
        await using var before = await FeedReader.OpenAsync(Store.Events);
        var message = Assert.Single(await SendAsync(chat, [film.Content]));
        var position = (await before.TakeAsync(1))[0].Position;

        await Store.Thumbnails.ShowAsync(film, None);
        await Store.ReopenAsync();

        await using var after = await FeedReader.OpenAsync(Store.Events, position);
        ShouldBe.Same(With(message, film), Assert.IsType<MessageUpdated>((await after.TakeAsync(1))[0].Event).Message);
    }

    [SkippableFact]
    public async Task Show_WhenAMessageCantBeRead_ThenTheOthersHaveIt()
    {
        var film = await AddAsync(FileState.Bound);
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat, Enumerable.Repeat(film.Content, 3));
        Assert.True(await Store.SpoilAsync("messages", sent[1].Id.ToBytes()));

        await Store.Thumbnails.ShowAsync(film, None);

        var page = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, 10), None);
        Assert.NotNull(page[1].Unreadable);
        ShouldBe.Same(With(sent[0], film), page[0]);
        ShouldBe.Same(With(sent[2], film), page[2]);
    }

    [SkippableFact]
    public async Task Show_WhenManyMessagesCarryTheFilm_ThenAllHaveIt()
    {
        var film = await AddAsync(FileState.Bound);
        var chat = await AddDirectChatAsync();
        await SendAsync(chat, Enumerable.Repeat(film.Content, Many));
        await using var reader = await FeedReader.OpenAsync(Store.Events);

        await Store.Thumbnails.ShowAsync(film, None);

        var told = (await reader.TakeAsync(Many)).ConvertAll(item => Assert.IsType<MessageUpdated>(item.Event).Message);
        Assert.Equal(Many, told.Select(message => message.Sequence).Distinct().Count());
        Assert.All(told, message => Assert.Equal(KeyOf(film), message.Readable!.Media!.ThumbnailKey));
    }

    /// <summary>A send that knows the file without a thumbnail may be committed after the thumbnail was shown.</summary>
    [SkippableFact]
    public async Task SeeToNext_WhenASendIsOnItsWayMeanwhile_ThenItsMessageGetsTheThumbnailAMinuteLater()
    {
        var film = await AddAsync(FileState.Bound);
        var chat = await AddDirectChatAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(Noon));
        var made = new List<string>();
        var maker = new Mock<IThumbnailMaker>();
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback((MediaContent _, string key, CancellationToken _) => made.Add(key))
            .ReturnsAsync(ThumbnailOutcome.Made);
        var thumbnails = new LaterThumbnails(Store.Thumbnails, maker.Object, time);

        Assert.True(await thumbnails.SeeToNextAsync(None));
        var message = Assert.Single(await SendAsync(chat, [film.Content]));
        Assert.False(await thumbnails.SeeToNextAsync(None));
        time.Advance(LaterThumbnail.Echo);
        Assert.True(await thumbnails.SeeToNextAsync(None));

        ShouldBe.Same(With(message, film), await Store.Messages.FindAsync(message.Id, None));
        Assert.Equal([KeyOf(film)], made);
        time.Advance(TimeSpan.FromDays(1));
        Assert.False(await thumbnails.SeeToNextAsync(None));
    }

    private static string KeyOf(UploadedFile film) => $"t{film.Id}.jpg";

    private static MediaContent Shown(UploadedFile film) => film.Content with { ThumbnailKey = KeyOf(film) };

    private static Message With(Message message, UploadedFile film) => Message.Restore(
        message.Kind,
        new MessageHeader(message.Id, message.ChatId, message.Sequence, message.SenderId, message.CreatedAt),
        message.Content,
        Shown(film),
        transfer: null);

    private Task<UploadedFile?> ClaimAsync(DateTime now) => Store.Thumbnails.ClaimAsync(now, DateTime.MaxValue.AddDays(-1).Date, None);

    private UploadedFile File(FileState state, DateTime? due = null)
    {
        var id = NewId<UploadedFile>();
        var film = new MediaContent(MediaKind.Video, "Tatil \"🏖\".mp4", 5_000_000_000, 1.5, 640, 360, $"k{id}.mp4", ThumbnailKey: null);
        return new UploadedFile(id, NewId<User>(), film, Noon, state) { LaterThumbnail = new LaterThumbnail($"t{id}.jpg", due ?? Noon) };
    }

    private async Task<UploadedFile> AddAsync(FileState state, DateTime? due = null)
    {
        var file = File(state, due);
        await Store.Files.AddAsync(file, None);
        return file;
    }

    private async Task<List<Message>> SendAsync(Chat chat, IEnumerable<MediaContent> contents)
    {
        var round = new ChangeSet();
        var change = new ChatChange(await FindChatAsync(chat.Id), isNew: false);
        foreach (var content in contents)
            Append(round, change, header => Message.OfMedia(header, content, caption: null), chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return round.Messages;
    }
}
