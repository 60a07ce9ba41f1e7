using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Tests.Contracts;

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

    private async Task<UploadedFile> AddAsync(Id<User> owner, string name, DateTime at)
    {
        var id = NewId<UploadedFile>();
        var file = new UploadedFile(id, owner, new MediaContent(MediaKind.Image, name, 10, null, 1, 1, $"k{id}", null), at);
        await Store.Files.AddAsync(file, None);
        return file;
    }
}
