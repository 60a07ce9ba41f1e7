using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Fakes;

/// <summary>A photo with a thumbnail that has arrived.</summary>
internal sealed class ReceivedPhoto(InMemoryMedia media, string name = "photo.jpg", string digest = "d1") : IReceivedFile
{
    private MediaContent? content;

    public string Digest => digest;

    public string? LaterThumbnailKey { get; init; }

    public int Inspections { get; private set; }

    /// <summary>How often it was begun to be stored.</summary>
    public int Stores { get; private set; }

    /// <summary>What happens when it is looked into: a test may refuse it.</summary>
    public Action BeforeInspection { get; init; } = () => { };

    /// <summary>What happens when the photo is stored and its thumbnail isn't yet: a test may hold it up or make it fail.</summary>
    public Func<Task> Midway { get; init; } = () => Task.CompletedTask;

    public Task<MediaContent> InspectAsync(Id<User> owner, CancellationToken cancellationToken)
    {
        Inspections++;
        BeforeInspection();
        var key = Guid.NewGuid().ToString("N");
        content = new MediaContent(MediaKind.Image, name, 2, null, 640, 480, key, $"{key}-thumbnail");
        return Task.FromResult(content);
    }

    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        Stores++;
        media.Put(content!.Key, [1, 2]);
        await Midway();
        media.Put(content.ThumbnailKey!, [1]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
