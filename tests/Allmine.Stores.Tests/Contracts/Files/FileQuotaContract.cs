using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Files;

/// <summary>The limit of bytes that a user's files have together.</summary>
public abstract class FileQuotaContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task TryAdd_WhenTheFilesHaveJustAsManyBytesAsTheyMay_ThenIsAddedAndOneByteMoreIsNot()
    {
        var owner = await AddOwnerAsync();
        var other = await AddOwnerAsync();
        Assert.True(await Store.Files.TryAddAsync(File(other, 90), 100, None));
        Assert.True(await Store.Files.TryAddAsync(File(owner, 60), 100, None));

        var tooMuch = File(owner, 41);
        Assert.False(await Store.Files.TryAddAsync(tooMuch, 100, None));
        Assert.Null(await Store.Files.FindAsync(new(owner, tooMuch.Id.ToString()), None));
        var fitting = File(owner, 40);
        Assert.True(await Store.Files.TryAddAsync(fitting, 100, None));

        Assert.Equal(fitting, await Store.Files.FindAsync(new(owner, fitting.Id.ToString()), None));
        Assert.Equal(100, await Store.Files.SumBytesAsync(owner, None));
        Assert.False(await Store.Files.TryAddAsync(File(owner, 1), 100, None));
    }

    [SkippableFact]
    public async Task TryAdd_WhenFilesWereAddedWithoutALimit_ThenTheyCountWhateverTheirState()
    {
        var owner = await AddOwnerAsync();
        foreach (var state in Enum.GetValues<FileState>())
            await Store.Files.AddAsync(File(owner, 5_000_000_000, state), None);
        Assert.Equal(25_000_000_000, await Store.Files.SumBytesAsync(owner, None));

        Assert.False(await Store.Files.TryAddAsync(File(owner, 2), 25_000_000_001, None));
        Assert.True(await Store.Files.TryAddAsync(File(owner, 1), 25_000_000_001, None));
    }

    [SkippableFact]
    public async Task TryAdd_WhenAFileIsRemoved_ThenThereIsRoomForAnother()
    {
        var owner = await AddOwnerAsync();
        var file = File(owner, 100, FileState.Pending);
        Assert.True(await Store.Files.TryAddAsync(file, 100, None));

        await Store.Files.AbandonAsync(file.Id, None);
        Assert.False(await Store.Files.TryAddAsync(File(owner, 100), 100, None));
        await Store.Files.RemoveAsync(file.Id, None);

        Assert.Equal(0, await Store.Files.SumBytesAsync(owner, None));
        Assert.True(await Store.Files.TryAddAsync(File(owner, 100), 100, None));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task TryAdd_WhenManyComeAtOnce_ThenJustAsManyAreAddedAsThereIsRoomFor(int room)
    {
        const int AtOnce = 12;
        var owner = await AddOwnerAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => Store.Files.TryAddAsync(File(owner, 10), (room * 10) + 9, None))));

        Assert.Equal(room, added.Count(isAdded => isAdded));
        Assert.Equal(room * 10, await Store.Files.SumBytesAsync(owner, None));
    }

    private UploadedFile File(Id<User> owner, long size, FileState state = FileState.Staged)
    {
        var id = NewId<UploadedFile>();
        return new UploadedFile(id, owner, new MediaContent(MediaKind.File, "a", size, null, null, null, $"k{id}", null), Noon, state);
    }

    private async Task<Id<User>> AddOwnerAsync()
    {
        var id = NewId<User>();
        await Store.Users.PutAsync(new User(id, Username.From("somebody"), profilePhoto: null), None);
        return id;
    }
}
