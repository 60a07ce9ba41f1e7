using Allmine.Application.Media;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Events;
using Allmine.Stores.Tests.Contracts.Store;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Stores.Tests.Contracts.Files;

/// <summary>Thumbnails that are made after the upload: who makes them, and how they come into messages.</summary>
public abstract class ThumbnailBacklogContract(IStoreFixture store) : StoreContract(store)
{
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

        Assert.True(await Store.Thumbnails.GiveAsync(claimed, Noon.AddHours(1), None));
        Assert.True(await Store.Thumbnails.GiveAsync(claimed, Noon.AddHours(2), None));

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

    [SkippableTheory]
    [InlineData(FileState.Abandoned)]
    [InlineData(FileState.Released)]
    public async Task Give_WhenNoMessageCarriesTheFilmAnyMore_ThenSaysSoAndItHasNone(FileState state)
    {
        var film = await AddAsync(state);

        Assert.False(await Store.Thumbnails.GiveAsync(film, Noon.AddHours(1), None));
        Assert.False(await Store.Thumbnails.GiveAsync(File(FileState.Bound), Noon.AddHours(1), None));

        if (state == FileState.Abandoned)
            Assert.Null(Assert.Single(await Store.Files.AbandonUnusedAsync(Noon, 1, None)).Content.ThumbnailKey);
    }

    [SkippableFact]
    public async Task Lacking_WhenMessagesCarryTheFilm_ThenThoseWithoutAThumbnailWhicheverChatTheyAreIn()
    {
        var (film, other) = (await AddAsync(FileState.Bound), await AddAsync(FileState.Bound));
        var chats = new[] { await AddDirectChatAsync(), await AddDirectChatAsync() };
        var first = await SendAsync(chats[0], [film.Content, other.Content, film.Content, Shown(film)]);
        var second = await SendAsync(chats[1], [film.Content]);
        var round = new ChangeSet();
        var text = Append(round, await ChangeOfAsync(chats[1].Id), header => Message.Text(header, MessageText.From("x"), film.Content), chats[1].Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        List<Message> expected = [first[0], first[2], second[0], text];

        var lacking = await Store.Thumbnails.LackingAsync(film, 10, None);

        Assert.Equal(expected.Select(message => message.Id).Order(), lacking.Select(message => message.Id).Order());
        Assert.All(lacking, message => ShouldBe.Same(expected.Single(one => one.Id == message.Id), message));
        Assert.Equal(3, (await Store.Thumbnails.LackingAsync(film, 3, None)).Select(message => message.Id).Distinct().Count());
        Assert.Empty(await Store.Thumbnails.LackingAsync(await AddAsync(FileState.Bound), 10, None));
    }

    [SkippableFact]
    public async Task Lacking_WhenAMessageWasShownItOrIsDeletedOrCantBeRead_ThenItIsLeftOut()
    {
        var film = await AddAsync(FileState.Bound);
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat, Enumerable.Repeat(film.Content, 5));
        var shown = await AlterAsync(sent[0], Alter.Show(film.Content.Key, KeyOf(film)));
        await AlterAsync(sent[1], Alter.Delete);
        Assert.True(await Store.SpoilAsync("messages", sent[2].Id.ToBytes()));
        var edited = await AlterAsync(sent[3], Alter.Edit("caption"));

        var lacking = await Store.Thumbnails.LackingAsync(film, 2, None);

        Assert.Equal([edited.Id, sent[4].Id], lacking.Select(message => message.Id).Order());
        ShouldBe.Same(edited, lacking.Single(message => message.Id == edited.Id));
        ShouldBe.Same(shown, await Store.Messages.FindAsync(shown.Id, None));
        Assert.Equal(KeyOf(film), shown.Media!.ThumbnailKey);
    }

    [SkippableFact]
    public async Task SeeToNext_WhenMessagesCarryTheFilm_ThenEachHasItsThumbnailByAChangeOfItsOwn()
    {
        var film = await AddAsync(FileState.Bound);
        var chats = new[] { await AddDirectChatAsync(), await AddDirectChatAsync() };
        var first = await SendAsync(chats[0], Enumerable.Repeat(film.Content, 201));
        var second = Assert.Single(await SendAsync(chats[1], [film.Content]));
        await using var reader = await FeedReader.OpenAsync(Store.Events);
        var thumbnails = NewThumbnails(new FakeTimeProvider(new DateTimeOffset(Noon)), []);

        Assert.True(await thumbnails.SeeToNextAsync(None));

        var told = (await reader.TakeAsync(202)).ConvertAll(item => Assert.IsType<MessageAltered>(item.Event));
        Assert.All(told, altered => Assert.Equal((AlterationKind.ThumbnailShown, KeyOf(film)), (altered.Kind, altered.Message.GetReadable().Media!.ThumbnailKey)));
        Assert.Equal(
            first.Append(second).Select(message => message.Id).Order(), told.Select(altered => altered.Message.GetReadable().Id).Order());
        Assert.Equal(Enumerable.Range(202, 201).Select(change => (long)change), told.Select(altered => altered.Message).Where(message => message.ChatId == chats[0].Id).Select(message => message.Change));
        Assert.Equal((402, 2), ((await FindChatAsync(chats[0].Id)).LastChange, (await FindChatAsync(chats[1].Id)).LastChange));
        Assert.Empty(await Store.Thumbnails.LackingAsync(film, 1, None));
    }

    /// <summary>A send that knows the file without a thumbnail may be committed after the thumbnail was shown.</summary>
    [SkippableFact]
    public async Task SeeToNext_WhenASendIsOnItsWayMeanwhile_ThenItsMessageGetsTheThumbnailAMinuteLater()
    {
        var film = await AddAsync(FileState.Bound);
        var chat = await AddDirectChatAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(Noon));
        var made = new List<string>();
        var thumbnails = NewThumbnails(time, made);

        Assert.True(await thumbnails.SeeToNextAsync(None));
        var message = Assert.Single(await SendAsync(chat, [film.Content]));
        Assert.False(await thumbnails.SeeToNextAsync(None));
        time.Advance(LaterThumbnail.Echo);
        Assert.True(await thumbnails.SeeToNextAsync(None));

        ShouldBe.Same(message.ShowThumbnail(film.Content.Key, KeyOf(film), 2), await Store.Messages.FindAsync(message.Id, None));
        Assert.Equal([KeyOf(film)], made);
        time.Advance(TimeSpan.FromDays(1));
        Assert.False(await thumbnails.SeeToNextAsync(None));
    }

    private static string KeyOf(UploadedFile film) => $"t{film.Id}.jpg";

    private static MediaContent Shown(UploadedFile film) => film.Content with { ThumbnailKey = KeyOf(film) };

    /// <param name="time">The clock of the node.</param>
    /// <param name="made">Gets the key of each thumbnail that is made.</param>
    private LaterThumbnails NewThumbnails(TimeProvider time, List<string> made)
    {
        var maker = new Mock<IThumbnailMaker>();
        maker.Setup(thumbnails => thumbnails.MakeAsync(It.IsAny<MediaContent>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback((MediaContent _, string key, CancellationToken _) => made.Add(key))
            .ReturnsAsync(ThumbnailOutcome.Made);
        return new LaterThumbnails(Store.Thumbnails, maker.Object, Mock.Of<IMediaStore>(), GroupCommitContract.NewNode(Store), time);
    }

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
