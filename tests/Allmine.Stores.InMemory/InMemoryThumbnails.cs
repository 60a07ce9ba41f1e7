using Allmine.Application.Ports.Files;
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
                .Where(file => file is { State: FileState.Bound, LaterThumbnail: { } later } && later.Due <= now && files.IsReadable(file.Id))
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

    public Task GiveBackAsync(UploadedFile film, CancellationToken cancellationToken) => ChangeAsync(film, later => later with { Tries = later.Tries - 1 });

    public Task EndAsync(UploadedFile film, CancellationToken cancellationToken) => ChangeAsync(film, later => later with { Due = null });

    private Task ChangeAsync(UploadedFile film, Func<LaterThumbnail, LaterThumbnail> change)
    {
        lock (gate)
        {
            if (files.All.SingleOrDefault(file => file.Id == film.Id) is { LaterThumbnail: { } later } file && later.Due == film.LaterThumbnail!.Due)
                files.Replace(file with { LaterThumbnail = change(later) });
        }

        return Task.CompletedTask;
    }
}
