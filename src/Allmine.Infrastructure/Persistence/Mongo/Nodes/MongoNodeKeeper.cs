using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Nodes;

/// <summary>
/// Lets the others know that this node lives and what its sessions are, and ends the sessions of those that died: a node that is
/// killed inside a round leaves a transaction behind, which keeps the round's chats from all sends until the server
/// gives it up, after a minute.
/// </summary>
/// <remarks>
/// A node that only stood still, and was taken for dead, loses the rounds that it had in flight; they are decided again, as after any
/// conflict. It beats again, and nobody ends its sessions any more.
/// </remarks>
internal sealed partial class MongoNodeKeeper(
    MongoNodeRegistry registry, MongoSessions sessions, TimeProvider time, ILogger<MongoNodeKeeper> logger) : IHostedService, IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Where the server does not let the collection be used, it is asked again now and then: a right may be granted.</summary>
    private static readonly TimeSpan RefusedPeriod = TimeSpan.FromSeconds(10);

    /// <summary>How often a dead node's sessions are ended: what it had sent may reach the server a little later.</summary>
    private const int TimesEnded = 5;

    private readonly MongoNodeWatch watch = new(time);
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<string> told = [];
    private Task running = Task.CompletedTask;

    /// <summary>The first beat is written before anything is sent.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await BeatAsync(cancellationToken);
        running = RunAsync(stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running;
        // Where a round's end is still in doubt, the others are to end it.
        if (sessions.AreFree)
            await TryAsync("leave", registry.LeaveAsync, cancellationToken);
    }

    /// <summary>Ends without a word to the others, as if it had been killed.</summary>
    public void Dispose() => stopping.Cancel();

    /// <summary>Watches the others only, until cancelled: for a start that is not yet so far that it may write.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            await PauseAsync(await LookAsync(cancellationToken), cancellationToken);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var isTaken = await BeatAsync(cancellationToken) & await LookAsync(cancellationToken);
            await PauseAsync(isTaken, cancellationToken);
        }
    }

    private async Task PauseAsync(bool isTaken, CancellationToken cancellationToken) =>
        await Task.Delay(isTaken ? Period : RefusedPeriod, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <returns>False if the server refuses it.</returns>
    private Task<bool> BeatAsync(CancellationToken cancellationToken) => TryAsync("written", registry.BeatAsync, cancellationToken);

    /// <returns>False if the server refuses it.</returns>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<MongoNodeBeat>? others = null;
        var isTaken = await TryAsync("read", async cancellation => others = await registry.OthersAsync(cancellation), cancellationToken);
        if (others is null)
        {
            watch.Miss();
            return isTaken;
        }

        foreach (var (node, times) in watch.Look(others))
        {
            if (times == 1)
                Dead(logger, node.Id, MongoNodeWatch.Silence.TotalSeconds);
            await TryAsync("used to end sessions", cancellation => registry.EndSessionsAsync(node, cancellation), cancellationToken);
            if (times >= TimesEnded)
                await TryAsync("written", cancellation => registry.RemoveAsync(node, cancellation), cancellationToken);
        }

        return isTaken;
    }

    /// <summary>Sends don't depend on it: what goes wrong is told once, and an outage not at all, which others tell of.</summary>
    private async Task<bool> TryAsync(string what, Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call(cancellationToken).WaitAsync(MongoStore.OperationTimeout, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException || MongoFaults.IsUnavailability(exception))
        {
            return true;
        }
        catch (Exception exception)
        {
            if (told.Add(what))
                Refused(logger, exception, what);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The node {Node} has not been heard of for {Seconds} s; what it has left on MongoDB is ended")]
    private static partial void Dead(ILogger logger, ObjectId node, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "MongoDB does not let the collection nodes be {What}; if a node is killed inside a round, its chats may refuse sends for a minute. Sends go on")]
    private static partial void Refused(ILogger logger, Exception exception, string what);
}
