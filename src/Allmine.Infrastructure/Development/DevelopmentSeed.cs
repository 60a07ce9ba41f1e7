using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Development;

/// <summary>
/// What a developer finds in a new store: two users with credits, their direct chat, and a photo that the first of them has
/// uploaded, so that the documented call works at once. It can be sown again at any time: what is there already stays as it is.
/// </summary>
public sealed class DevelopmentSeed(
    IUserRepository users,
    IChatRepository chats,
    IFileRepository files,
    IMediaStore media,
    IMediaIntake intake,
    GroupCommitEngine sendLog,
    IIdGenerator ids,
    IReplaceableStore store,
    TimeProvider time) : IStoreSeed
{
    /// <summary>The user who has uploaded the photo.</summary>
    public const string SenderId = "64d15f9e2e6c8f4d5a111111";

    public const string SenderUsername = "ayse";

    /// <summary>The other user.</summary>
    public const string TargetUserId = "64d15f9e2e6c8f4d5a654321";

    public const string TargetUsername = "mehmet";

    /// <summary>The direct chat of the two.</summary>
    public const string ChatId = "64d15f9e2e6c8f4d5a123456";

    public const string PhotoName = "profile-photo.jpg";

    /// <summary>What each of the two is granted, once.</summary>
    public const long Credits = 100;

    /// <summary>In whose name, and under which key, they are granted.</summary>
    private static readonly IdempotencyKey GrantKey = new(Id<User>.Parse("64d15f9e2e6c8f4d5a000000"), "development-seed", IdempotencyScope.Grants);

    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await store.MarkIfEmptyAsync(cancellationToken);
        var sender = Id<User>.Parse(SenderId);
        var target = Id<User>.Parse(TargetUserId);
        await AddUserAsync(sender, SenderUsername, cancellationToken);
        await AddUserAsync(target, TargetUsername, cancellationToken);
        await chats.AddAsync(Chat.Direct(Id<Chat>.Parse(ChatId), sender, target, time.GetUtcMilliseconds()), cancellationToken);
        await AddPhotoAsync(sender, cancellationToken);
        await Task.WhenAll(GrantAsync(sender), GrantAsync(target));
    }

    /// <summary>Like a backend that repeats its request: whoever starts, and however often, there is one grant for each.</summary>
    private Task GrantAsync(Id<User> user)
    {
        var key = GrantKey with { Key = $"{GrantKey.Key}/{user}" };
        return sendLog.CommitAsync(new GrantIntent(new Grant(ids.NewId<Grant>(), user, Credits), key, Fingerprint.Of(key.Key)));
    }

    private async Task AddUserAsync(Id<User> id, string username, CancellationToken cancellationToken)
    {
        if ((await users.FindAllAsync([id], cancellationToken)).Count == 0)
            await users.PutAsync(new User(id, Username.From(username), profilePhoto: null), leavesKind: true, cancellationToken);
    }

    private async Task AddPhotoAsync(Id<User> owner, CancellationToken cancellationToken)
    {
        if (await IsStoredAsync(new FileReference(owner, PhotoName), cancellationToken))
            return;
        using var bytes = new MemoryStream(SamplePhoto.Draw().Jpeg, writable: false);
        await using var photo = await intake.ReceiveAsync(bytes, PhotoName, "image/jpeg", cancellationToken);
        var content = await photo.InspectAsync(owner, cancellationToken);
        await photo.StoreAsync(cancellationToken);
        // Recorded last: what is recorded can be read. And bound, so that it stays however seldom it is sent.
        await files.AddAsync(new UploadedFile(ids.NewId<UploadedFile>(), owner, content, time.GetUtcMilliseconds(), FileState.Bound), cancellationToken);
    }

    /// <summary>Whether the photo is recorded and both its pictures are there.</summary>
    private async Task<bool> IsStoredAsync(FileReference reference, CancellationToken cancellationToken) =>
        await files.FindAsync(reference, cancellationToken) is { Content: var content }
        && await IsStoredAsync(content.Key, cancellationToken)
        && (content.ThumbnailKey is null || await IsStoredAsync(content.ThumbnailKey, cancellationToken));

    private async Task<bool> IsStoredAsync(string key, CancellationToken cancellationToken)
    {
        if (await media.OpenAsync(key, cancellationToken) is not { } stored)
            return false;
        await stored.Content.DisposeAsync();
        return true;
    }
}
