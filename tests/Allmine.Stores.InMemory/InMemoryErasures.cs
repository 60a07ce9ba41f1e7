using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Media;

namespace Allmine.Stores.InMemory;

/// <summary>What deleted messages have left behind, and photos that chats have no more, in the order in which that happened.</summary>
internal sealed class InMemoryErasures(Lock gate, InMemoryFiles files, InMemoryMessages messages, InMemoryChats chats) : IErasureBacklog
{
    private readonly List<Erasure> erasures = [];

    public IReadOnlyList<Erasure> All => erasures;

    /// <summary>Enters a deletion.</summary>
    public void Add(AlterationWrite deletion) =>
        erasures.Add(new Erasure(deletion.After.Id, deletion.Before.Media?.Key, deletion.After.Life.DeletedAt!.Value, IsReleased: false));

    /// <summary>Enters the photo that a chat has no more.</summary>
    public void Add(ChatAlterationWrite change) =>
        erasures.Add(new Erasure(change.Alteration.MessageId, change.ReplacedPhotoKey, change.Chat.UpdatedAt, IsReleased: false));

    public Task<Erasure?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (erasures.Where(erasure => erasure.Due <= now).MinBy(erasure => erasure.Due) is not { } due)
                return Task.FromResult<Erasure?>(null);
            return Task.FromResult<Erasure?>(Replace(due with { Due = until }));
        }
    }

    public Task TakeReactionsAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        lock (gate)
            messages.TakeReactions(erasure.MessageId);
        return Task.CompletedTask;
    }

    public Task<bool> IsCarriedAsync(string mediaKey, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(messages.Carrying(mediaKey).Any() || chats.All.Any(chat => chat.Photo?.Key == mediaKey));
    }

    public Task ReleaseAsync(Erasure erasure, DateTime due, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            files.Move(erasure.MediaKey!, FileState.Bound, FileState.Released);
            if (erasures.Exists(other => other.MessageId == erasure.MessageId))
                Replace(erasure with { Due = due, IsReleased = true });
        }

        return Task.CompletedTask;
    }

    public Task KeepAsync(Erasure erasure, CancellationToken cancellationToken) => EndAsync(erasure, FileState.Bound);

    public Task EndAsync(Erasure erasure, CancellationToken cancellationToken) => EndAsync(erasure, FileState.Abandoned);

    /// <summary>There are no files to overwrite.</summary>
    public Task<bool> ScrubAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    private Task EndAsync(Erasure erasure, FileState state)
    {
        lock (gate)
        {
            if (erasure.MediaKey is { } key)
                files.Move(key, FileState.Released, state);
            erasures.RemoveAll(other => other.MessageId == erasure.MessageId);
        }

        return Task.CompletedTask;
    }

    private Erasure Replace(Erasure erasure)
    {
        erasures[erasures.FindIndex(other => other.MessageId == erasure.MessageId)] = erasure;
        return erasure;
    }
}
