using Allmine.Application.Leases;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>Reads and changes the registry of webhooks. Changes by many at once come one after the other, whichever node makes them.</summary>
internal sealed class WebhookBook(IWebhookStore store)
{
    /// <summary>So often a change is tried anew after somebody else was faster.</summary>
    private const int Attempts = 50;

    private readonly Pulse changed = new();
    private readonly Lock gate = new();
    private Reading? reading;
    private Reading? following;
    private WebhookRegistry known = new([], -1);

    /// <summary>Completed when this node has changed the registry.</summary>
    public Task NextChange => changed.Next;

    /// <exception cref="UnreadableRecordException">It can't be read as a whole.</exception>
    public async Task<WebhookRegistry> ReadAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref known);
        var kept = await store.ReadRegistryAsync(cancellationToken);
        if (kept.Revision == last.Revision)
            return last;
        var registry = WebhookRegistry.Read(kept);
        // Not if it was forgotten meanwhile: this one may be of the store before.
        Interlocked.CompareExchange(ref known, registry, last);
        return registry;
    }

    /// <summary>Forgets what it knows: the store is another one.</summary>
    public void Forget() => Volatile.Write(ref known, new WebhookRegistry([], -1));

    /// <exception cref="RefusedException"><c>webhook.not_found</c>.</exception>
    /// <exception cref="UnreadableRecordException">It is there, and can't be read.</exception>
    public async Task<Webhook> DemandAsync(string name, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Find(name) ?? throw new RefusedException(ErrorCode.WebhookNotFound);

    /// <summary>The registry as it is after the call has begun. All who ask at once share a reading.</summary>
    public async Task<WebhookRegistry> ReadNowAsync()
    {
        Reading mine;
        lock (gate)
        {
            // One that is under way may have looked before; the one after it has not begun.
            if (reading is not { IsEnded: false } under)
                mine = reading = new Reading(ReadAsync(CancellationToken.None));
            else
                mine = following ??= new Reading(FollowAsync(under));
        }

        return await mine.Result;
    }

    private async Task<WebhookRegistry> FollowAsync(Reading before)
    {
        // Until it is known as the one that follows.
        await Task.Yield();
        await Task.WhenAny(before.Result);
        lock (gate)
            (reading, following) = (following, null);
        return await ReadAsync(CancellationToken.None);
    }

    /// <summary>Changes the registry. The change may be decided several times, on what is there each time; null changes nothing.</summary>
    /// <returns>The registry as it is then.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer, or others were faster again and again.</exception>
    public async Task<WebhookRegistry> ChangeAsync(Func<WebhookRegistry, WebhookRegistry?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = await ReadAsync(cancellationToken);
            if (change(before) is not { } after)
                return before;
            if (!await store.ReplaceRegistryAsync(after.Write(), before.Revision, cancellationToken))
                continue;
            changed.Beat();
            return after with { Revision = before.Revision + 1 };
        }

        throw new StoreUnavailableException();
    }

    /// <summary>Changes one webhook, if it is still there.</summary>
    public Task<WebhookRegistry> ChangeAsync(Webhook webhook, Func<Webhook, Webhook?> change, CancellationToken cancellationToken) =>
        ChangeAsync(registry => registry.Webhooks.FirstOrDefault(one => one.Id == webhook.Id) is { } present && change(present) is { } after ? registry.With(after) : null, cancellationToken);

    /// <summary>Decides where the types of a webhook change, if that is open.</summary>
    /// <returns>The registry as it is then.</returns>
    public async Task<WebhookRegistry> DecideAsync(Id<WebhookKey> webhook, IFeedLog log, CancellationToken cancellationToken)
    {
        while (true)
        {
            var registry = await ReadAsync(cancellationToken);
            if (registry.Webhooks.FirstOrDefault(one => one.Id == webhook) is not { IsUndecided: true } open)
                return registry;
            // Read after what is decided was written down: nobody goes by the types of before beyond there. What was written down later is not decided by it.
            var then = await log.ReadStateAsync(cancellationToken);
            await ChangeAsync(present => present.Revision == registry.Revision && open.Decide(then.Last, then.Floor) is { } decided ? present.With(decided) : null, cancellationToken);
        }
    }

    private sealed record Reading(Task<WebhookRegistry> Result)
    {
        public bool IsEnded => Result.IsCompleted;
    }
}
