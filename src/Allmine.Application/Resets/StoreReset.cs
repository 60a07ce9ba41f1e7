using Allmine.Application.Events;
using Allmine.Application.Feed;
using Allmine.Application.GroupCommit;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Application.Users;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Resets;

/// <summary>
/// Puts a fresh database with the development seed in the place of the one that is there. Nothing of the old one is left in the memory of any
/// node, and nothing that was under way in it ends in the new one: each node lets nobody in, waits for those who are inside, and forgets what
/// it knew, before the first record goes; and lets people in again when the seed is there.
/// </summary>
public sealed partial class StoreReset(
    IReplaceableStore store,
    StoreGate gate,
    IMediaStore media,
    IEnumerable<IStoreInitializer> initializers,
    IStoreSeed seed,
    GroupCommitEngine engine,
    UserDirectory directory,
    EventHub events,
    FeedWork feed,
    TimeProvider time,
    ILogger<StoreReset> logger) : IDisposable
{
    /// <summary>How long those who are at the store are waited for: longer than any write waits for its answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long the node's own work is waited for after them. Both together are no longer than other nodes wait for this one.</summary>
    private static readonly TimeSpan PatienceWithOwn = TimeSpan.FromSeconds(2.5);

    /// <summary>How often other nodes are looked at.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>After so long a node that has begun is taken for dead.</summary>
    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(40);

    /// <summary>One replacement at a time, whether this node does it or follows another.</summary>
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Of the data that this node works on; null until it has been looked at.</summary>
    private string? generation;

    /// <exception cref="RefusedException"><c>dev.not_resettable</c>: the development seed has not made this store.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!await store.IsMarkedAsync(cancellationToken))
                throw new RefusedException(ErrorCode.NotResettable);
            // Begun, it is brought to its end, whoever still waits for it.
            await ReplaceAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Follows what other nodes do, until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        long? closedAt = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                closedAt = await FollowOnceAsync(closedAt, cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // Others tell of it.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(logger, exception);
            }
            finally
            {
                turn.Release();
            }

            await Task.Delay(Period, time, cancellationToken);
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task ReplaceAsync()
    {
        await LetGoAsync(CancellationToken.None);
        try
        {
            var keys = await store.ReadMediaKeysAsync(CancellationToken.None);
            if (await store.TryClearAsync(CancellationToken.None))
            {
                foreach (var initializer in initializers)
                    await initializer.InitializeAsync(CancellationToken.None);
                Forget();
                await seed.SeedAsync(CancellationToken.None);
                foreach (var key in keys)
                    await media.DeleteAsync(key, CancellationToken.None);
                await store.FinishAsync(CancellationToken.None);
            }

            generation = (await store.LookAsync(CancellationToken.None)).Generation;
        }
        finally
        {
            await TakeUpAsync();
        }

        Replaced(logger);
    }

    /// <returns>When this node has closed for another one; null while it is open.</returns>
    private async Task<long?> FollowOnceAsync(long? closedAt, CancellationToken cancellationToken)
    {
        var state = await store.LookAsync(cancellationToken);
        if (state.IsClosing && closedAt is null)
        {
            closedAt = time.GetTimestamp();
            await LetGoAsync(cancellationToken);
        }
        else if (!state.IsClosing && (closedAt is not null || (generation is not null && generation != state.Generation)))
        {
            // A node that stood still meanwhile has not closed.
            if (closedAt is null)
                await LetGoAsync(cancellationToken);
            await TakeUpAsync();
            closedAt = null;
            Followed(logger);
        }
        else if (closedAt is { } since && gate.IsClosed && time.GetElapsedTime(since) > LongestClosing)
        {
            await TakeUpAsync();
        }

        if (!state.IsClosing)
            generation = state.Generation;
        // Each time: a replacement may have ended and the next one begun between two looks.
        else if (gate.IsClosed)
            await store.AcknowledgeAsync(cancellationToken);
        return closedAt;
    }

    /// <summary>Nobody comes in. Those who don't leave in time are left alone, and what they still write meets another store; the others let go all the same.</summary>
    private async Task LetGoAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var enough = new CancellationTokenSource(Patience, time);
            var haveLeft = await InTimeAsync(_ => gate.Close(), enough, cancellationToken);
            using var enoughOfOwn = new CancellationTokenSource(PatienceWithOwn, time);
            haveLeft &= await InTimeAsync(engine.UntilIdleAsync, enoughOfOwn, cancellationToken);
            haveLeft &= await InTimeAsync(_ => feed.PauseAsync(), enoughOfOwn, cancellationToken);
            haveLeft &= await InTimeAsync(store.LetGoAsync, enoughOfOwn, cancellationToken);
            if (!haveLeft)
                NotLetGo(logger);
        }
        catch
        {
            feed.Resume();
            gate.Open();
            throw;
        }
    }

    /// <returns>Whether it has come to its end in time.</returns>
    private static async Task<bool> InTimeAsync(Func<CancellationToken, Task> end, CancellationTokenSource enough, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            await end(either.Token).WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Forget()
    {
        engine.Forget();
        directory.Forget();
    }

    private async Task TakeUpAsync()
    {
        Forget();
        await store.LetGoAsync(CancellationToken.None);
        await events.StartOverAsync();
        feed.Resume();
        gate.Open();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The database has been replaced by a fresh one with the development seed")]
    private static partial void Replaced(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another node has replaced the database; what was known of the old one is forgotten")]
    private static partial void Followed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some were still at the old database when it was replaced")]
    private static partial void NotLetGo(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "It could not be found out whether another node replaces the database")]
    private static partial void Failed(ILogger logger, Exception exception);
}
