using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Files;

/// <summary>What deleted messages leave behind: who sees to it, and what becomes of their files.</summary>
public abstract class ErasureBacklogContract(IStoreFixture store) : StoreContract(store)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly DateTime Deleted = Alter.At;
    private static readonly DateTime Until = Deleted + Erasure.Claim;

    [SkippableFact]
    public async Task Claim_WhenAMessageWasDeleted_ThenItIsDueAtOnceAndNotAgainBeforeTheClaimEnds()
    {
        var file = await AddFileAsync();
        var message = await SendAsync(await AddDirectChatAsync(), file);
        Assert.Null(await Store.Erasures.ClaimAsync(Until, Until, None));

        await AlterAsync(message, Alter.Delete);

        Assert.Null(await Store.Erasures.ClaimAsync(Deleted - Moment, Until, None));
        Assert.Equal(new Erasure(message.Id, file.Content.Key, Until, IsReleased: false), await Store.Erasures.ClaimAsync(Deleted, Until, None));
        Assert.Null(await Store.Erasures.ClaimAsync(Until - Moment, Until, None));
        await Store.ReopenAsync();
        Assert.Equal(message.Id, (await Store.Erasures.ClaimAsync(Until, Until + Erasure.Claim, None))!.MessageId);
    }

    [SkippableFact]
    public async Task Claim_WhenTheMessageHadNoFile_ThenThereIsNoneAndItsEndIsTheEnd()
    {
        var message = (await SendAsync((await AddDirectChatAsync()).Id, 1))[0];
        await AlterAsync(message, Alter.Delete);

        var erasure = (await Store.Erasures.ClaimAsync(Deleted, Until, None))!;
        Assert.Equal(new Erasure(message.Id, MediaKey: null, Until, IsReleased: false), erasure);
        await Store.Erasures.EndAsync(erasure, None);

        Assert.Null(await ClaimLastAsync());
    }

    [SkippableFact]
    public async Task Claim_WhenMessagesWereEditedPinnedOrReactedTo_ThenNothingIsLeftBehind()
    {
        var chat = await AddDirectChatAsync();
        var message = await SendAsync(chat, await AddFileAsync());
        await AlterAsync(await AlterAsync(await AlterAsync(message, Alter.Edit("x")), Alter.Pin), Alter.React(chat.Members[0].UserId, "👍"));

        Assert.Null(await ClaimLastAsync());
    }

    [SkippableFact]
    public async Task Claim_WhenThereAreSeveral_ThenTheOneThatHasBeenDueForLongest()
    {
        var sent = await SendAsync((await AddDirectChatAsync()).Id, 3);
        foreach (var (message, i) in sent.Select((message, i) => (message, i)))
            await AlterAsync(message, Alter.Delete with { Of = (one, change) => one.Delete(change, Deleted.AddSeconds(-i)) });

        var claimed = new List<Id<Message>>();
        for (var i = 0; i < 3; i++)
            claimed.Add((await Store.Erasures.ClaimAsync(Deleted, Until, None))!.MessageId);

        Assert.Equal(sent.AsEnumerable().Reverse().Select(message => message.Id), claimed);
        Assert.Null(await Store.Erasures.ClaimAsync(Deleted, Until, None));
    }

    [SkippableFact]
    public async Task Claim_WhenManyAskAtOnce_ThenOneGetsIt()
    {
        await AlterAsync((await SendAsync((await AddDirectChatAsync()).Id, 1))[0], Alter.Delete);

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.Erasures.ClaimAsync(Deleted, Until, None))));

        Assert.Single(claims, claim => claim is not null);
    }

    [SkippableFact]
    public async Task IsCarried_WhenAMessageOfAnyChatHasTheFile_ThenTrueUntilTheLastOneIsDeleted()
    {
        var (file, other) = (await AddFileAsync(), await AddFileAsync());
        var first = await SendAsync(await AddDirectChatAsync(), file);
        var second = await SendTextAsync(await AddDirectChatAsync(), file);
        Assert.False(await Store.Erasures.IsCarriedAsync(other.Content.Key, None));

        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
        await AlterAsync(first, Alter.Delete);
        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
        await AlterAsync(await AlterAsync(second, Alter.Edit("other words")), Alter.Delete);
        Assert.False(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
    }

    /// <summary>What can't be read may carry it all the same.</summary>
    [SkippableFact]
    public async Task IsCarried_WhenTheMessageCantBeRead_ThenTrue()
    {
        var file = await AddFileAsync();
        var message = await SendAsync(await AddDirectChatAsync(), file);
        Assert.True(await Store.SpoilAsync("messages", message.Id.ToBytes()));

        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
    }

    [SkippableFact]
    public async Task Release_WhenNoMessageCarriesTheFile_ThenNobodyFindsItAndItIsLookedAtAgain()
    {
        var file = await AddFileAsync();
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), file), Alter.Delete);
        var erasure = (await Store.Erasures.ClaimAsync(Deleted, Until, None))!;
        Assert.NotNull(await FindAsync(file));

        await Store.Erasures.ReleaseAsync(erasure, Deleted + Erasure.Settling, None);

        await AssertUnknownAsync(file);
        Assert.DoesNotContain(file.Id, await SweepAsync());
        Assert.Null(await Store.Erasures.ClaimAsync(Deleted + Erasure.Settling - Moment, Until, None));
        Assert.Equal(
            erasure with { Due = Until, IsReleased = true }, await Store.Erasures.ClaimAsync(Deleted + Erasure.Settling, Until, None));
    }

    [SkippableFact]
    public async Task End_WhenTheFileIsReleased_ThenTheSweepRemovesItAndTheErasureIsDone()
    {
        var file = await AddFileAsync();
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), file), Alter.Delete);

        await Store.Erasures.EndAsync(await ReleasedAsync(), None);

        await AssertUnknownAsync(file);
        Assert.Null(await ClaimLastAsync());
        Assert.Equal([file.Id], await SweepAsync());
        await Store.Files.RemoveAsync(file.Id, None);
        Assert.Empty(await SweepAsync());
    }

    [SkippableFact]
    public async Task Keep_WhenAMessageCarriesTheFileAfterAll_ThenItIsFoundAndBoundAgain()
    {
        var file = await AddFileAsync();
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), file), Alter.Delete);
        var erasure = await ReleasedAsync();
        await SendAsync(await AddDirectChatAsync(), file);

        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
        await Store.Erasures.KeepAsync(erasure, None);

        Assert.Equal(file, await FindAsync(file));
        Assert.Null(await ClaimLastAsync());
        Assert.Empty(await SweepAsync());
    }

    [SkippableFact]
    public async Task Keep_WhenTheFileWasNotReleased_ThenItStaysAsItIs()
    {
        var file = await AddFileAsync();
        await SendAsync(await AddDirectChatAsync(), file);
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), file), Alter.Delete);

        await Store.Erasures.KeepAsync((await Store.Erasures.ClaimAsync(Deleted, Until, None))!, None);

        Assert.Equal(file, await FindAsync(file));
        Assert.Null(await ClaimLastAsync());
    }

    /// <summary>Each deletion has an erasure of its own; the file may be gone by the second one.</summary>
    [SkippableFact]
    public async Task End_WhenTwoMessagesOfOneFileWereDeleted_ThenTheFileGoesOnceAndBothAreDone()
    {
        var file = await AddFileAsync();
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), file), Alter.Delete);
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), file), Alter.Delete);
        var first = (await Store.Erasures.ClaimAsync(Deleted, Until, None))!;
        var second = (await Store.Erasures.ClaimAsync(Deleted, Until, None))!;
        Assert.NotEqual(first.MessageId, second.MessageId);

        await Store.Erasures.ReleaseAsync(first, Deleted + Erasure.Settling, None);
        first = (await Store.Erasures.ClaimAsync(Deleted + Erasure.Settling, Until, None))!;
        Assert.True(first.IsReleased);
        Assert.False(second.IsReleased);
        await Store.Erasures.EndAsync(first, None);
        await Store.Files.RemoveAsync(file.Id, None);
        await Store.Erasures.ReleaseAsync(second, Until, None);
        second = (await Store.Erasures.ClaimAsync(Until, Until + Erasure.Claim, None))!;
        await Store.Erasures.EndAsync(second, None);

        await AssertUnknownAsync(file);
        Assert.Null(await ClaimLastAsync());
        Assert.Empty(await SweepAsync());
    }

    /// <summary>A film whose message is deleted needs no thumbnail any more.</summary>
    [SkippableFact]
    public async Task Release_WhenTheFileStillNeedsAThumbnail_ThenNobodyMakesIt()
    {
        var film = await AddFileAsync(new LaterThumbnail("later.jpg", Noon));
        await AlterAsync(await SendAsync(await AddDirectChatAsync(), film), Alter.Delete);
        var claimed = (await Store.Thumbnails.ClaimAsync(Noon, Noon + LaterThumbnail.Claim, None))!;
        Assert.True(await Store.Thumbnails.GiveAsync(claimed, Noon.AddHours(1), None));

        await ReleasedAsync();

        Assert.False(await Store.Thumbnails.GiveAsync(claimed, Noon.AddHours(2), None));
        Assert.Null(await Store.Thumbnails.ClaimAsync(DateTime.MaxValue.AddDays(-1).Date, DateTime.MaxValue.AddDays(-1).Date, None));
    }

    /// <summary>Also of reactions that were taken back, and again and again; those to other messages stay.</summary>
    [SkippableFact]
    public async Task TakeReactions_WhenTheMessageWasReactedTo_ThenNothingTellsWhoHas()
    {
        var chat = await AddDirectChatAsync();
        var (first, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
        var sent = await SendAsync(chat.Id, 2);
        var (message, kept) = (sent[0], sent[1]);
        foreach (var alter in new[] { Alter.React(first, "👍"), Alter.React(other, "🙏"), Alter.Unreact(other, "🙏"), Alter.Edit("other words"), Alter.Pin })
            message = await AlterAsync(message, alter);
        kept = await AlterAsync(kept, Alter.React(other, "👍"));
        await AlterAsync(message, Alter.Delete);
        Assert.Equal(4, await CountReactionsAsync());
        var erasure = (await Store.Erasures.ClaimAsync(Deleted, Until, None))!;

        await Store.Erasures.TakeReactionsAsync(erasure, None);
        await Store.Erasures.TakeReactionsAsync(erasure, None);

        Assert.Equal(1, await CountReactionsAsync());
        ShouldBe.Same(kept, (await Store.Messages.FindAsync(kept.Id, None))!.Value);
        await Store.Erasures.EndAsync(erasure, None);
        Assert.True((await new StoreVerifier(Store.Snapshots).VerifyAsync(None)).IsSound);
    }

    [SkippableFact]
    public async Task TakeReactions_WhenTheMessageWasOnlyDeletedOrIsUnknown_ThenNothingHappens()
    {
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat.Id, 2);
        await AlterAsync(sent[0], Alter.React(chat.Members[0].UserId, "👍"));
        await AlterAsync(sent[1], Alter.Delete);

        await Store.Erasures.TakeReactionsAsync((await Store.Erasures.ClaimAsync(Deleted, Until, None))!, None);
        await Store.Erasures.TakeReactionsAsync(new Erasure(NewId<Message>(), null, Until, IsReleased: false), None);

        Assert.Equal(1, await CountReactionsAsync());
    }

    /// <summary>How many changes tell who has reacted.</summary>
    private async Task<int> CountReactionsAsync()
    {
        await using var snapshot = await Store.Snapshots.OpenAsync(None);
        return await snapshot.ReadAlterationsAsync(None).CountAsync(alteration => alteration.Value.HasReaction);
    }

    [SkippableFact]
    public async Task Scrub_WhenNobodyReads_ThenItIsDone()
    {
        await AlterAsync((await SendAsync((await AddDirectChatAsync()).Id, 1))[0], Alter.Delete);

        Assert.True(await Store.Erasures.ScrubAsync(None));
        Assert.True(await Store.Erasures.ScrubAsync(None));
    }

    private async Task<Erasure> ReleasedAsync()
    {
        await Store.Erasures.ReleaseAsync((await Store.Erasures.ClaimAsync(Deleted, Until, None))!, Deleted + Erasure.Settling, None);
        return (await Store.Erasures.ClaimAsync(Deleted + Erasure.Settling, Until, None))!;
    }

    private Task<Erasure?> ClaimLastAsync() => Store.Erasures.ClaimAsync(Noon.AddYears(1), Noon.AddYears(2), None);

    private async Task<IReadOnlyList<Id<UploadedFile>>> SweepAsync() => [.. (await Store.Files.AbandonUnusedAsync(Noon.AddYears(1), 10, None)).Select(file => file.Id)];

    private Task<UploadedFile?> FindAsync(UploadedFile file) => Store.Files.FindAsync(new FileReference(file.OwnerId, file.Content.Name), None);

    private async Task AssertUnknownAsync(UploadedFile file)
    {
        var (byName, byId) = (new FileReference(file.OwnerId, file.Content.Name), new FileReference(file.OwnerId, file.Id.ToString()));
        Assert.Null(await Store.Files.FindAsync(byName, None));
        Assert.Null(await Store.Files.FindAsync(byId, None));
        Assert.Empty((await Store.CommitStore.LoadAsync(new LoadRequest { Files = { byName, byId } }, None)).Files);
    }

    private async Task<UploadedFile> AddFileAsync(LaterThumbnail? later = null)
    {
        var id = NewId<UploadedFile>();
        var content = new MediaContent(later is null ? MediaKind.Image : MediaKind.Video, $"Tatil {id}.jpg", 5, null, 4, 3, $"k{id}.jpg", later is null ? $"t{id}.jpg" : null);
        var file = new UploadedFile(id, NewId<User>(), content, Noon, FileState.Bound) { LaterThumbnail = later };
        await Store.Files.AddAsync(file, None);
        return file;
    }

    private Task<Message> SendAsync(Chat chat, UploadedFile file) => SendAsync(chat, place => Message.OfMedia(place, file.Content));

    private Task<Message> SendTextAsync(Chat chat, UploadedFile file) => SendAsync(chat, place => Message.Text(place, MessageText.From("words"), file.Content));

    private async Task<Message> SendAsync(Chat chat, Func<MessageHeader, Message> write)
    {
        var round = new ChangeSet();
        var message = Append(round, await ChangeOfAsync(chat.Id), write, chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return message;
    }
}
