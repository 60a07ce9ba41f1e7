using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Files;

public abstract class FileRepositoryContract(IStoreFixture store) : StoreContract(store)
{
    public static TheoryData<MediaKind, double?, int?, int?, string?> Contents => new()
    {
        { MediaKind.Image, null, 640, 480, "thumb1.jpg" },
        { MediaKind.Video, 12.345, 1920, 1080, null },
        { MediaKind.Audio, 0.001, null, null, null },
        { MediaKind.File, null, null, null, null },
    };

    [SkippableFact]
    public async Task Find_WhenThereIsNoSuchFile_ThenNull()
    {
        var owner = NewId<User>();

        Assert.Null(await Store.Files.FindAsync(new FileReference(owner, "photo.jpg"), None));
        Assert.Null(await Store.Files.FindAsync(new FileReference(owner, NewId<UploadedFile>().ToString()), None));
        Assert.Null(await Store.Files.FindAsync(new FileReference(owner, ""), None));
    }

    [SkippableTheory]
    [MemberData(nameof(Contents))]
    public async Task Find_WhenNamedByIdentifier_ThenTheFileAsItWasAdded(MediaKind kind, double? duration, int? width, int? height, string? thumbnail)
    {
        var content = new MediaContent(kind, "Tatil \"2026\" – 🏖.bin", 5_000_000_000, duration, width, height, "key1.bin", thumbnail);
        var file = new UploadedFile(NewId<UploadedFile>(), NewId<User>(), content, Noon);
        await Store.Files.AddAsync(file, None);

        var found = await Store.Files.FindAsync(new FileReference(file.OwnerId, file.Id.ToString()), None);

        Assert.Equal(file, found);
        Assert.Equal(DateTimeKind.Utc, found!.UploadedAt.Kind);
        Assert.Equal(file, await Store.Files.FindAsync(new FileReference(file.OwnerId, file.Id.ToString().ToUpperInvariant()), None));
    }

    [SkippableFact]
    public async Task Find_WhenNamedByName_ThenTheNewestOfThatName()
    {
        var owner = NewId<User>();
        await AddAsync(owner, "photo.jpg", Noon);
        var newest = await AddAsync(owner, "photo.jpg", Noon.AddSeconds(2));
        await AddAsync(owner, "other.jpg", Noon.AddSeconds(3));
        await AddAsync(NewId<User>(), "photo.jpg", Noon.AddSeconds(4));

        Assert.Equal(newest, await Store.Files.FindAsync(new FileReference(owner, "photo.jpg"), None));
    }

    /// <summary>One system composes an "é", another sends a letter and its accent; both are the name that people read.</summary>
    [SkippableFact]
    public async Task Find_WhenTheNameIsComposedOrDecomposed_ThenTheNewestOfEither()
    {
        var owner = NewId<User>();
        var older = await AddAsync(owner, "caf\u00E9.jpg", Noon);
        foreach (var name in new[] { "caf\u00E9.jpg", "cafe\u0301.jpg" })
            Assert.Equal(older, await Store.Files.FindAsync(new FileReference(owner, name), None));

        var newer = await AddAsync(owner, "cafe\u0301.jpg", Noon.AddSeconds(1));
        foreach (var name in new[] { "caf\u00E9.jpg", "cafe\u0301.jpg" })
            Assert.Equal(newer, await Store.Files.FindAsync(new FileReference(owner, name), None));
        Assert.Null(await Store.Files.FindAsync(new FileReference(owner, "cafe.jpg"), None));
    }

    /// <summary>The times of two nodes' clocks may be in another order than their commits.</summary>
    [SkippableFact]
    public async Task Find_WhenTheNewestOfANameWasAddedFirst_ThenItIsStillTheNewest()
    {
        var owner = NewId<User>();
        var newest = await AddAsync(owner, "photo.jpg", Noon.AddMilliseconds(1));
        await AddAsync(owner, "photo.jpg", Noon);

        Assert.Equal(newest, await Store.Files.FindAsync(new FileReference(owner, "photo.jpg"), None));
    }

    [SkippableFact]
    public async Task Find_WhenFilesOfANameAreOfOneTime_ThenTheGreaterIdentifierIsTheNewest()
    {
        var owner = NewId<User>();
        var ids = new[] { NewId<UploadedFile>(), NewId<UploadedFile>() }.OrderDescending().ToList();
        var greater = await AddAsync(owner, "photo.jpg", Noon, id: ids[0]);
        await AddAsync(owner, "photo.jpg", Noon, id: ids[1]);

        Assert.Equal(greater, await Store.Files.FindAsync(new FileReference(owner, "photo.jpg"), None));
    }

    [SkippableTheory]
    [InlineData("Photo.jpg")]
    [InlineData("photo.jpg ")]
    [InlineData("photo")]
    [InlineData("photo.jp_")]
    [InlineData(".*")]
    public async Task Find_WhenNameIsNotQuiteThat_ThenNull(string name)
    {
        var file = await AddAsync(NewId<User>(), "photo.jpg", Noon);

        Assert.Null(await Store.Files.FindAsync(new FileReference(file.OwnerId, name), None));
    }

    [SkippableFact]
    public async Task Find_WhenFileIsAnotherUsers_ThenNull()
    {
        var file = await AddAsync(NewId<User>(), "photo.jpg", Noon);
        var stranger = NewId<User>();

        Assert.Null(await Store.Files.FindAsync(new FileReference(stranger, file.Id.ToString()), None));
        Assert.Null(await Store.Files.FindAsync(new FileReference(stranger, "photo.jpg"), None));
    }

    [SkippableFact]
    public async Task Find_WhenNameLooksLikeAnIdentifier_ThenTheFileOfThatName()
    {
        var file = await AddAsync(NewId<User>(), NewId<UploadedFile>().ToString(), Noon);

        Assert.Equal(file, await Store.Files.FindAsync(new FileReference(file.OwnerId, file.Content.Name), None));
    }

    [SkippableFact]
    public async Task Find_WhenOneFileHasTheIdentifierAndAnotherTheName_ThenTheIdentifierCounts()
    {
        var owner = NewId<User>();
        var file = await AddAsync(owner, "photo.jpg", Noon);
        await AddAsync(owner, file.Id.ToString(), Noon.AddSeconds(1));

        Assert.Equal(file, await Store.Files.FindAsync(new FileReference(owner, file.Id.ToString()), None));
    }

    [SkippableTheory]
    [InlineData(FileState.Pending, false)]
    [InlineData(FileState.Staged, true)]
    [InlineData(FileState.Bound, true)]
    [InlineData(FileState.Abandoned, false)]
    public async Task Find_WhenTheFileHasAState_ThenOnlyStagedAndBoundOnesAreFound(FileState state, bool isFound)
    {
        var file = await AddAsync(NewId<User>(), "photo.jpg", Noon, state);

        Assert.Equal(isFound ? file : null, await FindAsync(file));
        Assert.Equal(isFound ? file : null, await Store.Files.FindAsync(new FileReference(file.OwnerId, "photo.jpg"), None));
    }

    [SkippableFact]
    public async Task Find_WhenTheNewestOfANameIsNotToBeFound_ThenTheOneBefore()
    {
        var file = await AddAsync(NewId<User>(), "photo.jpg", Noon);
        await AddAsync(file.OwnerId, "photo.jpg", Noon.AddSeconds(1), FileState.Pending);
        await AddAsync(file.OwnerId, "photo.jpg", Noon.AddSeconds(2), FileState.Abandoned);

        Assert.Equal(file, await Store.Files.FindAsync(new FileReference(file.OwnerId, "photo.jpg"), None));
    }

    [SkippableTheory]
    [InlineData(FileState.Pending, true)]
    [InlineData(FileState.Staged, false)]
    [InlineData(FileState.Bound, false)]
    [InlineData(FileState.Abandoned, false)]
    public async Task StageAndAbandon_WhenTheFileHasAState_ThenOnlyPendingOnesMove(FileState state, bool moves)
    {
        var (staged, abandoned) = (await AddAsync(NewId<User>(), "a.jpg", Noon, state), await AddAsync(NewId<User>(), "b.jpg", Noon, state));

        Assert.Equal(moves, await Store.Files.StageAsync(staged.Id, None));
        Assert.Equal(moves, await Store.Files.AbandonAsync(abandoned.Id, None));

        var isVisible = state is FileState.Staged or FileState.Bound;
        Assert.Equal(moves ? FileState.Staged : isVisible ? state : null, (await FindAsync(staged))?.State);
        Assert.Equal(isVisible ? state : null, (await FindAsync(abandoned))?.State);
    }

    [SkippableFact]
    public async Task StageAndAbandon_WhenThereIsNoSuchFile_ThenFalse()
    {
        Assert.False(await Store.Files.StageAsync(NewId<UploadedFile>(), None));
        Assert.False(await Store.Files.AbandonAsync(NewId<UploadedFile>(), None));
    }

    [SkippableFact]
    public async Task AbandonUnused_WhenFilesAreOfAnyStateAndAge_ThenOldPendingAndStagedOnes()
    {
        var owner = NewId<User>();
        var pending = await AddAsync(owner, "a", Noon.AddMilliseconds(-1), FileState.Pending);
        var staged = await AddAsync(owner, "b", Noon.AddMilliseconds(-1));
        var bound = await AddAsync(owner, "c", Noon.AddDays(-9), FileState.Bound);
        var atTheBoundary = await AddAsync(owner, "d", Noon);

        var unused = await Store.Files.AbandonUnusedAsync(Noon, 10, None);

        Assert.Equal(
            new[] { pending, staged }.Select(file => file with { State = FileState.Abandoned }).OrderBy(file => file.Id.ToString()),
            unused.OrderBy(file => file.Id.ToString()));
        Assert.Null(await FindAsync(staged));
        Assert.Equal(bound, await FindAsync(bound));
        Assert.Equal(atTheBoundary, await FindAsync(atTheBoundary));
    }

    [SkippableFact]
    public async Task AbandonUnused_WhenAnEarlierCallsFilesAreStillThere_ThenTheyAreReturnedAgain()
    {
        var file = await AddAsync(NewId<User>(), "a", Noon);
        var young = await AddAsync(NewId<User>(), "b", Noon.AddYears(1), FileState.Pending);
        await Store.Files.AbandonUnusedAsync(Noon.AddDays(1), 10, None);
        await Store.Files.AbandonAsync(young.Id, None);

        var unused = await Store.Files.AbandonUnusedAsync(Noon.AddDays(-1), 10, None);

        Assert.Equal([file.Id, young.Id], unused.Select(one => one.Id));
    }

    [SkippableFact]
    public async Task AbandonUnused_WhenThereAreMoreThanTheLimit_ThenSomeAtATime()
    {
        for (var i = 0; i < 5; i++)
            await AddAsync(NewId<User>(), "a", Noon.AddSeconds(i));

        var counts = new List<int>();
        while (await Store.Files.AbandonUnusedAsync(Noon.AddDays(1), 2, None) is { Count: > 0 } unused)
        {
            counts.Add(unused.Count);
            foreach (var file in unused)
                await Store.Files.RemoveAsync(file.Id, None);
        }

        Assert.Equal([2, 2, 1], counts);
    }

    [SkippableTheory]
    [InlineData(FileState.Pending)]
    [InlineData(FileState.Staged)]
    [InlineData(FileState.Bound)]
    public async Task Remove_WhenTheFileIsNotAbandoned_ThenItStays(FileState state)
    {
        var file = await AddAsync(NewId<User>(), "a", Noon, state);

        await Store.Files.RemoveAsync(file.Id, None);
        await Store.Files.RemoveAsync(NewId<UploadedFile>(), None);

        await Store.Files.StageAsync(file.Id, None);
        Assert.NotNull(await FindAsync(file));
    }

    private Task<UploadedFile?> FindAsync(UploadedFile file) => Store.Files.FindAsync(new FileReference(file.OwnerId, file.Id.ToString()), None);

    private async Task<UploadedFile> AddAsync(
        Id<User> owner, string name, DateTime at, FileState state = FileState.Staged, Id<UploadedFile>? id = null)
    {
        var fileId = id ?? NewId<UploadedFile>();
        var file = new UploadedFile(fileId, owner, new MediaContent(MediaKind.Image, name, 10, null, 1, 1, $"k{fileId}", null), at, state);
        await Store.Files.AddAsync(file, None);
        return file;
    }
}
