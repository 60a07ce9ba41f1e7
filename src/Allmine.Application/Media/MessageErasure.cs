using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;

namespace Allmine.Application.Media;

/// <summary>
/// Sees to what deleted messages have left behind: files that no other message carries, who has reacted to them, and what the store's own files still hold. Whatever a node dies
/// over is taken up again, by any node, so that a minute after a deletion nothing is left. For one caller at a time, who calls every few seconds.
/// </summary>
public sealed class MessageErasure(IErasureBacklog backlog, FileLifecycle files, TimeProvider time)
{
    /// <summary>How often it looks for files that another node has given up, and has died before it removed them.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(20);

    /// <summary>When files were swept last; null for never.</summary>
    private long? swept;

    /// <summary>At the start, too: whoever ran before may have died over it.</summary>
    private volatile bool isScrubDue = true;

    /// <summary>Says that words were taken away elsewhere, which the store's own files may still hold.</summary>
    public void DemandScrub() => isScrubDue = true;

    /// <summary>Sees to all that is due. What can't be finished now is taken up by a later call.</summary>
    /// <returns>How many deletions were seen to.</returns>
    /// <exception cref="StoreUnavailableException">The store, or the one of the bytes, did not answer.</exception>
    public async Task<int> SeeToDueAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        var isSweepDue = swept is not { } last || time.GetElapsedTime(last) >= SweepInterval;
        while (await ClaimAsync(cancellationToken) is { } erasure)
        {
            isScrubDue = true;
            isSweepDue |= await SeeToAsync(erasure, cancellationToken);
            count++;
        }

        // First what depends on the store alone: bytes that can't be removed now hold no words back.
        if (isScrubDue)
            await ScrubAsync(cancellationToken);

        if (isSweepDue)
        {
            // The names of files that go are to be overwritten, too, by the next call.
            if (await files.SweepAsync(cancellationToken) > 0)
                isScrubDue = true;
            swept = time.GetTimestamp();
        }

        return count;
    }

    private async Task ScrubAsync(CancellationToken cancellationToken)
    {
        // Taken back first: what is taken away while it goes on is for the next time.
        isScrubDue = false;
        var isDone = false;
        try
        {
            isDone = await backlog.ScrubAsync(cancellationToken);
        }
        finally
        {
            if (!isDone)
                isScrubDue = true;
        }
    }

    private async Task<Erasure?> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        return await backlog.ClaimAsync(now, now + Erasure.Claim, cancellationToken);
    }

    /// <summary>A file is given up in two steps: a send that had found it before the first one has been committed, or has not, by the second one.</summary>
    /// <returns>Whether a file is to be removed.</returns>
    private async Task<bool> SeeToAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (!erasure.IsReleased)
            await backlog.TakeReactionsAsync(erasure, cancellationToken);
        if (erasure.MediaKey is null)
            await backlog.EndAsync(erasure, cancellationToken);
        else if (await backlog.IsCarriedAsync(erasure.MediaKey, cancellationToken))
            await backlog.KeepAsync(erasure, cancellationToken);
        else if (!erasure.IsReleased)
            await backlog.ReleaseAsync(erasure, time.GetUtcMilliseconds() + Erasure.Settling, cancellationToken);
        else
            await backlog.EndAsync(erasure, cancellationToken);
        return erasure is { MediaKey: not null, IsReleased: true };
    }
}
