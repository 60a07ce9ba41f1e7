using Allmine.Application.Leases;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>Has a runner for each run of each webhook, and tells them which partitions this node has.</summary>
internal sealed class WebhookDispatcher(WebhookBook book, IWebhookStore store, LeaseKeeper leases, DeliveryTools tools)
{
    /// <summary>How often it looks for what other nodes have changed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often records are removed whose time is over.</summary>
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<RunOf, Running> runners = [];
    private readonly Dictionary<int, long> partitions = [];
    private readonly Dictionary<int, Task> leaving = [];

    /// <summary>What was found in a partition and belongs to runs that this node does not know yet.</summary>
    private readonly Dictionary<ShardKey, StoredShard> unclaimed = [];

    /// <summary>Runs that have ended, and of which there may be something left in the store.</summary>
    private readonly HashSet<RunOf> ended = [];

    private WebhookRegistry registry = new([], -1);

    /// <summary>Of the registry whose runs have all been begun or ended here.</summary>
    private long seenTo = -1;

    private IDisposable? watching;
    private long trimmedAt;

    /// <summary>The webhooks as they were read last.</summary>
    public WebhookRegistry Registry => Volatile.Read(ref registry);

    /// <summary>Looks once at everything. To be called every <see cref="Interval"/>, and when something has changed.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer; what goes on goes on.</exception>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        // Also where the store is away: others may have what this node can't see that it has lost.
        LeaveLost();
        var read = await book.ReadAsync(cancellationToken);
        // One that can't be read any more is ended without a trace: all is taken anew, and what is kept of it waits.
        if (runners.Keys.Any(run => read.IsUnreadable(run.Webhook)))
            await EndAsync();
        // What was found before the registry was read, and is none of its runs', is of one that has ended.
        var wanted = read.Webhooks.SelectMany(webhook => webhook.Runs.Select(run => new RunOf(webhook.Id, run.Id))).ToHashSet();
        foreach (var key in unclaimed.Keys.Where(key => !wanted.Contains(new RunOf(key.WebhookId, key.RunId)) && !read.IsUnreadable(key.WebhookId)).ToList())
        {
            unclaimed.Remove(key);
            ended.Add(new RunOf(key.WebhookId, key.RunId));
        }

        Volatile.Write(ref registry, read);
        leases.WantsPartitions = read.Webhooks.Count > 0;
        if (read.Webhooks.Count > 0)
            watching ??= tools.Head.Watch();
        await SeeToPartitionsAsync(cancellationToken);
        if (read.Revision != seenTo)
        {
            foreach (var running in runners.Values)
                running.Runner.Update(read);
            foreach (var webhook in read.Webhooks)
            {
                foreach (var run in webhook.Runs)
                    Begin(webhook, run);
            }

            await EndOthersAsync(wanted);
            seenTo = read.Revision;
        }

        await RemoveEndedAsync(read, cancellationToken);
        await EndReplaysAsync(read, cancellationToken);
        await DecideAsync(read, cancellationToken);
        await TrimIfDueAsync(cancellationToken);
    }

    /// <summary>Ends all deliveries, and waits for what is on its way.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(runners.Values.Select(running => running.DisposeAsync().AsTask()));
        runners.Clear();
        foreach (var partition in partitions.Keys.Concat(leaving.Keys))
            leases.Leave(partition);
        partitions.Clear();
        leaving.Clear();
        // Whoever begins once more begins every run.
        seenTo = -1;
        watching?.Dispose();
        watching = null;
    }

    /// <summary>Begins nothing more where the lease is not this node's any more.</summary>
    private void LeaveLost()
    {
        foreach (var (partition, _) in leaving.Where(leaving => leaving.Value.IsCompleted).ToList())
        {
            leaving.Remove(partition);
            leases.Leave(partition);
        }

        foreach (var (partition, _) in partitions.Where(had => leases.Find(had.Key)?.Epoch != had.Value).ToList())
        {
            partitions.Remove(partition);
            leaving[partition] = Task.WhenAll(runners.Values.Select(running => running.Runner.LeaveAsync(partition)));
        }
    }

    /// <summary>Forgets the webhooks of a store that is replaced. All deliveries have ended.</summary>
    public void Forget()
    {
        unclaimed.Clear();
        ended.Clear();
        Volatile.Write(ref registry, new WebhookRegistry([], -1));
    }

    private async Task SeeToPartitionsAsync(CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < FeedEntry.Partitions; partition++)
        {
            if (partitions.ContainsKey(partition) || leaving.ContainsKey(partition) || leases.Find(partition) is null)
                continue;
            // Looked at after it is entered: from then on it is not given to another node.
            leases.Enter(partition);
            try
            {
                if (leases.Find(partition) is not { Epoch: var epoch })
                    continue;
                foreach (var shard in await store.TakeShardsAsync(partition, epoch, cancellationToken))
                    unclaimed[shard.Key] = shard;
                partitions.Add(partition, epoch);
                foreach (var (run, running) in runners)
                    Adopt(run, running, partition, epoch);
            }
            finally
            {
                if (!partitions.ContainsKey(partition))
                    leases.Leave(partition);
            }
        }
    }

    private void Begin(Webhook webhook, WebhookRun run)
    {
        var key = new RunOf(webhook.Id, run.Id);
        if (runners.ContainsKey(key))
            return;
        var running = new Running(new WebhookRunner(webhook, run, tools));
        runners.Add(key, running);
        foreach (var (partition, epoch) in partitions)
            Adopt(key, running, partition, epoch);
    }

    private void Adopt(RunOf run, Running running, int partition, long epoch)
    {
        unclaimed.Remove(new ShardKey(run.Webhook, run.Run, partition), out var stored);
        running.Runner.Adopt(partition, epoch, stored);
    }

    /// <summary>Ends what is not in the registry any more. Every node removes what such a run has left: twice does no harm.</summary>
    private async Task EndOthersAsync(HashSet<RunOf> wanted)
    {
        var others = runners.Where(running => !wanted.Contains(running.Key)).ToList();
        // At once: each waits a while for what is on its way.
        await Task.WhenAll(others.Select(other => other.Value.DisposeAsync().AsTask()));
        foreach (var (key, _) in others)
        {
            runners.Remove(key);
            ended.Add(key);
        }
    }

    private async Task RemoveEndedAsync(WebhookRegistry present, CancellationToken cancellationToken)
    {
        foreach (var key in ended.Where(key => !present.IsUnreadable(key.Webhook)).ToList())
        {
            var isWhole = present.Webhooks.All(webhook => webhook.Id != key.Webhook);
            await store.RemoveShardsAsync(key.Webhook, isWhole ? null : key.Run, cancellationToken);
            ended.Remove(key);
        }
    }

    /// <summary>A replay ends when all its partitions have, on whichever nodes they were.</summary>
    private async Task EndReplaysAsync(WebhookRegistry present, CancellationToken cancellationToken)
    {
        foreach (var webhook in present.Webhooks.Where(webhook => webhook.Replays.Count > 0 && partitions.ContainsKey(webhook.HomePartition)))
        {
            var done = (await store.ReadShardsAsync(webhook.Id, cancellationToken))
                // Of a webhook with one that can't be read no replay ends; of the others they do.
                .Where(shard => WebhookJson.Find<ShardRecord>(shard.Text) is { IsDone: true })
                .Select(shard => shard.Key)
                .ToHashSet();
            var ended = webhook.Replays.Where(run => Enumerable.Range(0, FeedEntry.Partitions).All(partition => !run.Concerns(partition) || done.Contains(new ShardKey(webhook.Id, run.Id, partition)))).ToList();
            if (ended.Count > 0)
                await book.ChangeAsync(webhook, one => one with { Replays = [.. one.Replays.Where(run => ended.All(other => other.Id != run.Id))] }, cancellationToken);
        }
    }

    /// <summary>Whoever was changing the types of a webhook may have died over it.</summary>
    private async Task DecideAsync(WebhookRegistry present, CancellationToken cancellationToken)
    {
        foreach (var webhook in present.Webhooks.Where(webhook => webhook.IsUndecided))
            await book.DecideAsync(webhook.Id, tools.Log, cancellationToken);
    }

    private async Task TrimIfDueAsync(CancellationToken cancellationToken)
    {
        if ((trimmedAt != 0 && tools.Time.GetElapsedTime(trimmedAt) < TrimInterval) || tools.Head.Current is not { } state)
            return;
        trimmedAt = tools.Time.GetTimestamp();
        await store.TrimDeliveriesAsync(state.Floor, tools.Time.GetUtcNow().UtcDateTime - WebhookTimes.ListedDelivered, cancellationToken);
        // What a node that was behind has written of a webhook that is gone. The registry is read after it: one that is new is in it.
        var all = await store.ListKnownAsync(cancellationToken);
        var present = await book.ReadAsync(cancellationToken);
        foreach (var known in all)
        {
            if (present.Webhooks.All(webhook => webhook.Id != known) && !present.IsUnreadable(known))
                await store.RemoveShardsAsync(known, null, cancellationToken);
        }
    }

    private readonly record struct RunOf(Id<WebhookKey> Webhook, Id<RunKey> Run);

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource ending = new();
        private readonly Task task;

        public Running(WebhookRunner runner)
        {
            Runner = runner;
            task = Task.Run(() => runner.RunAsync(ending.Token));
        }

        public WebhookRunner Runner { get; }

        public async ValueTask DisposeAsync()
        {
            await ending.CancelAsync();
            await task;
            ending.Dispose();
        }
    }
}
