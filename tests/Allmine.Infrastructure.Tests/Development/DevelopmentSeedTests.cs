using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Users;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Development;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Development;

public sealed class DevelopmentSeedTests : IAsyncLifetime, IDisposable
{
    private static readonly Id<User> Sender = Id<User>.Parse(DevelopmentSeed.SenderId);
    private static readonly Id<User> Target = Id<User>.Parse(DevelopmentSeed.TargetUserId);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse(DevelopmentSeed.ChatId);

    private readonly EmbeddedStore store = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => store.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Sow_WhenStoreIsNew_ThenUsersChatAndPhotoAreThere()
    {
        await SowAsync();

        Assert.Equal("ayse", (await store.Get<IUserRepository>().FindAsync(Sender, None))!.Username.Value);
        Assert.Equal("mehmet", (await store.Get<IUserRepository>().FindAsync(Target, None))!.Username.Value);
        var chat = await store.Get<IChatRepository>().FindAsync(ChatId, None);
        Assert.Equal(DirectPair.Of(Sender, Target), chat!.Pair);
        Assert.Equal(0, chat.LastSequence);
        await AssertPhotoAsync(await FindPhotoAsync());
    }

    [Fact]
    public async Task Sow_WhenSownAgain_ThenNothingChanges()
    {
        await SowAsync();
        await store.Get<IUserRepository>().PutAsync(new User(Sender, Username.From("renamed"), null), None);
        var photo = await FindPhotoAsync();
        var files = Directory.GetFiles(Path.Combine(store.Folder, "media"));

        await SowAsync();

        Assert.Equal("renamed", (await store.Get<IUserRepository>().FindAsync(Sender, None))!.Username.Value);
        Assert.Equal(photo, await FindPhotoAsync());
        Assert.Equal(files.Order(), Directory.GetFiles(Path.Combine(store.Folder, "media")).Order());
        Assert.Equal(["2 1 1"], await store.QueryAsync(
            "SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM chats) || ' ' || (SELECT count(*) FROM files)"));
    }

    [Fact]
    public async Task Sow_WhenHalfOfItIsThere_ThenTheRestIsAdded()
    {
        await store.Get<IUserRepository>().PutAsync(new User(Target, Username.From("somebody"), null), None);

        await SowAsync();

        Assert.Equal("somebody", (await store.Get<IUserRepository>().FindAsync(Target, None))!.Username.Value);
        Assert.NotNull(await store.Get<IUserRepository>().FindAsync(Sender, None));
        Assert.NotNull(await store.Get<IChatRepository>().FindAsync(ChatId, None));
        await AssertPhotoAsync(await FindPhotoAsync());
    }

    [Fact]
    public async Task Sow_WhenThePairHasAChatAlready_ThenThatStaysTheOnlyOne()
    {
        var own = Chat.Direct(store.Get<IIdGenerator>().NewId<Chat>(), Sender, Target, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await store.Get<IChatRepository>().AddAsync(own, None);

        await SowAsync();

        Assert.Null(await store.Get<IChatRepository>().FindAsync(ChatId, None));
        Assert.NotNull(await store.Get<IChatRepository>().FindAsync(own.Id, None));
    }

    [Fact]
    public async Task Sow_WhenSownTwiceAndAtOnce_ThenBothHaveAHundredCreditsByGrants()
    {
        await Task.WhenAll(SowAsync(), SowAsync(), SowAsync());
        await SowAsync();

        foreach (var user in new[] { Sender, Target })
        {
            Assert.Equal(100, (await store.Get<IWalletRepository>().FindAsync(user, None)).Balance);
            var entry = Assert.Single(await store.Get<ILedgerRepository>().PageAsync(user, new LedgerWindow(null, null, 10), None));
            Assert.Equal(LedgerDirection.Grant, entry.Entry!.Direction);
        }

        Assert.Null((await new StoreVerifier(store.Get<IStoreSnapshots>()).VerifyAsync(None)).Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sow_WhenAPictureIsLost_ThenThePhotoIsThereAgain(bool thumbnail)
    {
        await SowAsync();
        var lost = (await FindPhotoAsync()).Content;
        File.Delete(Path.Combine(store.Folder, "media", thumbnail ? lost.ThumbnailKey! : lost.Key));

        await SowAsync();

        await AssertPhotoAsync(await FindPhotoAsync());
    }

    private Task SowAsync() => store.Get<DevelopmentSeed>().SeedAsync(None);

    private async Task<UploadedFile> FindPhotoAsync() =>
        (await store.Get<IFileRepository>().FindAsync(new FileReference(Sender, "profile-photo.jpg"), None))!;

    private async Task AssertPhotoAsync(UploadedFile photo)
    {
        Assert.Equal(Sender, photo.OwnerId);
        var content = photo.Content;
        Assert.Equal((MediaKind.Image, null), (content.Kind, content.Duration));
        Assert.Equal((640, 480), (content.Width, content.Height));
        Assert.Equal((640, 480, content.Size), await MeasureAsync(content.Key));
        var (thumbWidth, thumbHeight, _) = await MeasureAsync(content.ThumbnailKey!);
        Assert.Equal((320, 240), (thumbWidth, thumbHeight));
    }

    private async Task<(int Width, int Height, long Size)> MeasureAsync(string key)
    {
        await using var stream = (await store.Get<IMediaStore>().OpenAsync(key, None))!.Content;
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        using var codec = SKCodec.Create(new SKMemoryStream(bytes));
        Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
        using var bitmap = SKBitmap.Decode(codec);
        return (bitmap.Width, bitmap.Height, bytes.Length);
    }
}
