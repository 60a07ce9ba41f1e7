using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Files;

/// <summary>Photos of chats keep their files alive, and let them go when they are replaced.</summary>
public abstract class ChatPhotoContract(IStoreFixture store) : StoreContract(store)
{
    private static readonly DateTime Late = Noon.AddYears(1);

    [SkippableFact]
    public async Task Commit_WhenAPhotoIsPut_ThenItsFileIsBoundAndCarried()
    {
        var (chat, file) = (await AddGroupAsync(2), await AddFileAsync());

        await PutAsync(chat, file);

        Assert.Empty(await Store.Files.AbandonUnusedAsync(Late, 10, None));
        Assert.Equal(FileState.Bound, (await FindAsync(file))!.State);
        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
        Assert.False(await Store.Erasures.IsCarriedAsync($"other-{file.Content.Key}", None));
        Assert.Null(await ClaimAsync());
        Assert.Equal(file.Content, (await FindChatAsync(chat.Id)).Photo);
    }

    [SkippableFact]
    public async Task Commit_WhenTheFileIsAbandonedByNow_ThenConflictsAndThePhotoIsAsItWas()
    {
        var (chat, file) = (await AddGroupAsync(2), await AddFileAsync());
        Assert.Single(await Store.Files.AbandonUnusedAsync(Late, 10, None));
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        ChangeChat(round, change, chat.Members[0].UserId, (group, _) => group.Update(default, Change<MediaContent>.To(file.Content)));
        round.BoundFiles.Add(file.Id);

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));

        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_WhenAPhotoIsReplacedOrTakenAway_ThenTheOldOneIsToBeErased(bool isReplaced)
    {
        var (chat, first, second) = (await AddGroupAsync(2), await AddFileAsync(), await AddFileAsync());
        await PutAsync(chat, first);

        var line = await PutAsync(chat, isReplaced ? second : null);

        Assert.Null(await Store.Erasures.ClaimAsync(line.CreatedAt.AddMilliseconds(-1), Late, None));
        Assert.Equal(new Erasure(line.Id, first.Content.Key, Late, IsReleased: false), await Store.Erasures.ClaimAsync(line.CreatedAt, Late, None));
        Assert.Null(await ClaimAsync());
        Assert.False(await Store.Erasures.IsCarriedAsync(first.Content.Key, None));
        Assert.Equal(isReplaced, await Store.Erasures.IsCarriedAsync(second.Content.Key, None));
    }

    [SkippableFact]
    public async Task Commit_WhenTheTitleAloneChanges_ThenNothingIsErased()
    {
        var (chat, file) = (await AddGroupAsync(2), await AddFileAsync());
        await PutAsync(chat, file);

        await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("new"), Change<MediaContent>.To(file.Content)));

        Assert.Null(await ClaimAsync());
        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
    }

    /// <summary>The file goes with the last that has it: a message, or a photo of whichever chat.</summary>
    [SkippableFact]
    public async Task IsCarried_WhenAMessageAndPhotosHaveTheFile_ThenTrueUntilTheLastOneIsGone()
    {
        var (one, other, file) = (await AddGroupAsync(2), await AddGroupAsync(2), await AddFileAsync());
        await PutAsync(one, file);
        await PutAsync(other, file);
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(one.Id));
        var message = Append(round, change, place => Message.OfMedia(place, file.Content), one.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        await PutAsync(one, null);
        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
        await AlterAsync(message, Alter.Delete);
        Assert.True(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
        await PutAsync(other, await AddFileAsync());
        Assert.False(await Store.Erasures.IsCarriedAsync(file.Content.Key, None));
    }

    /// <summary>Each photo that a round puts and takes away again is seen to; whether it is carried is asked then.</summary>
    [SkippableFact]
    public async Task Commit_WhenOneRoundReplacesAPhotoTwice_ThenBothAreToBeErasedAndTheLastOneStays()
    {
        var (chat, first, second) = (await AddGroupAsync(2), await AddFileAsync(), await AddFileAsync());
        await PutAsync(chat, first);
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        var lines = new[] { second, first }.Select(file =>
            ChangeChat(round, change, chat.Members[0].UserId, (group, _) => group.Update(default, Change<MediaContent>.To(file.Content)))).ToList();
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var erasures = new[] { await ClaimAsync(), await ClaimAsync() };

        Assert.Equal(
            new[] { (lines[0].Id, first.Content.Key), (lines[1].Id, second.Content.Key) }.Order(), erasures.Select(erasure => (erasure!.MessageId, erasure.MediaKey!)).Order());
        Assert.Equal((true, false), (await Store.Erasures.IsCarriedAsync(first.Content.Key, None), await Store.Erasures.IsCarriedAsync(second.Content.Key, None)));
    }

    [SkippableFact]
    public async Task Erase_WhenAPhotoWasReplaced_ThenItsFileGoesTheWayOfEveryOther()
    {
        var (chat, file) = (await AddGroupAsync(2), await AddFileAsync());
        await PutAsync(chat, file);
        await PutAsync(chat, null);

        await Store.Erasures.ReleaseAsync((await ClaimAsync())!, Late, None);
        Assert.Null(await FindAsync(file));
        await Store.Erasures.EndAsync((await Store.Erasures.ClaimAsync(Late, Late.AddHours(1), None))!, None);

        Assert.Equal([file.Id], (await Store.Files.AbandonUnusedAsync(Late, 10, None)).Select(unused => unused.Id));
    }

    private Task<Erasure?> ClaimAsync() => Store.Erasures.ClaimAsync(Noon.AddHours(1), Late, None);

    private Task<UploadedFile?> FindAsync(UploadedFile file) => Store.Files.FindAsync(new FileReference(file.OwnerId, file.Content.Name), None);

    private async Task<UploadedFile> AddFileAsync()
    {
        var id = NewId<UploadedFile>();
        var file = new UploadedFile(id, NewId<User>(), new MediaContent(MediaKind.Image, $"Tatil {id}.jpg", 5, null, 4, 3, $"k{id}.jpg", $"t{id}.jpg"), Noon, FileState.Staged);
        await Store.Files.AddAsync(file, None);
        return file;
    }

    /// <summary>Puts a photo, or takes it away, as the round of a call does.</summary>
    private async Task<Message> PutAsync(Chat chat, UploadedFile? file)
    {
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        var line = ChangeChat(round, change, chat.Members[0].UserId, (group, _) => group.Update(default, Change<MediaContent>.To(file?.Content)));
        if (file is not null)
            round.BoundFiles.Add(file.Id);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return line;
    }
}
