using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>The films that need their thumbnail still, and the messages that are to show it.</summary>
internal sealed class InMemoryThumbnails(Lock gate, InMemoryFiles files, InMemoryMessages messages) : IThumbnailBacklog
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

    public Task<bool> GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (files.All.FirstOrDefault(file => file.Id == film.Id) is not { State: FileState.Bound } file)
                return Task.FromResult(false);
            if (file is { Content.ThumbnailKey: null, LaterThumbnail: { } later })
                files.Replace(file with { Content = file.Content with { ThumbnailKey = later.Key }, LaterThumbnail = later with { Due = due, Tries = 0 } });
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<Message>> LackingAsync(UploadedFile film, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var lacking = messages.Carrying(film.Content.Key).Where(message => message.Media!.ThumbnailKey is null && messages.IsReadable(message.Id));
            return Task.FromResult<IReadOnlyList<Message>>([.. lacking.Take(limit)]);
        }
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
