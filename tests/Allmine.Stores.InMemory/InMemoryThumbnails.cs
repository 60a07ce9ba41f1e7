using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Media;

namespace Allmine.Stores.InMemory;

/// <summary>The films that need their thumbnail still, and the messages that are to show it.</summary>
internal sealed class InMemoryThumbnails(Lock gate, InMemoryFiles files, InMemoryMessages messages, InMemoryChats chats, InMemoryEventFeed events) : IThumbnailBacklog
{
    public Task<UploadedFile?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var due = files.All
                .Where(file => file is { State: FileState.Bound, LaterThumbnail: { Tries: < LaterThumbnail.MaxTries } later } && later.Due <= now && files.IsReadable(file.Id))
                .MinBy(file => file.LaterThumbnail!.Due);
            return Task.FromResult(due is null
                ? null
                : files.Replace(due with { LaterThumbnail = due.LaterThumbnail! with { Due = until, Tries = due.LaterThumbnail.Tries + 1 } }));
        }
    }

    public Task GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (files.All.FirstOrDefault(file => file.Id == film.Id) is { Content.ThumbnailKey: null, LaterThumbnail: { } later } file)
                files.Replace(file with { Content = file.Content with { ThumbnailKey = later.Key }, LaterThumbnail = later with { Due = due, Tries = 0 } });
        }

        return Task.CompletedTask;
    }

    public Task ShowAsync(UploadedFile film, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var message in messages.ShowThumbnail(film.Content.Key, film.LaterThumbnail!.Key))
                events.AddUpdated(message, chats.Find(message.ChatId)!);
        }

        return Task.CompletedTask;
    }

    public Task EndAsync(Id<UploadedFile> id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var file = files.All.Single(file => file.Id == id);
            files.Replace(file with { LaterThumbnail = file.LaterThumbnail! with { Due = null } });
        }

        return Task.CompletedTask;
    }
}
