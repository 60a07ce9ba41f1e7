using Allmine.Application.Caching;
using Allmine.Application.GroupCommit.Caching;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit;

/// <summary>
/// What rounds must know: from memory where the node holds it, else from the store. What is held may be out of date, since
/// other nodes write too; so it is relied on only where a commit verifies it.
/// </summary>
internal sealed class RoundLoader(ICommitStore store, TimeProvider time, GroupCommitOptions options)
{
    private const int MaxBegunBytes = 1 << 20;

    /// <summary>A record that says only which request it was, beside the text of its key.</summary>
    private const int BytesOfBegun = 320;

    /// <summary>Held for moments only, never across a call of the store.</summary>
    private readonly Lock gate = new();
    private ChatCache chats = new(options.MaxCachedChatBytes);
    private WalletCache wallets = new(options.MaxCachedWalletBytes);

    /// <summary>What was recorded a moment ago of intents that go on in other rounds. It never changes while the store has it.</summary>
    private BoundedCache<IdempotencyKey, IdempotencyRecord> begun = NewBegun();

    /// <summary>The timestamp of the last conflict, if there was one.</summary>
    private long? lastConflict;

    /// <summary>The timestamp of the last commit that met a used key, if there was one.</summary>
    private long? lastUsedKey;

    /// <summary>
    /// The locks of an intent. A direct chat that is named by its two users has the same lock as by its identifier, once this node
    /// has met it. What is made of others has its key for a lock, too: several of them may have one.
    /// </summary>
    public LockKey[] LocksOf(Intent intent)
    {
        // With one round at a time, none contends with another.
        if (store.RoundsAtOnce == 1)
            return [];
        lock (gate)
        {
            var keys = intent.Locks(chats.PairOf).Select(key => key.Chat is { Pair: { } pair } && chats.IdOf(pair) is { } id ? LockKey.OfChat(new ChatAddress(id, null)) : key);
            return intent is { Parts: not null, Key: { } whole } ? [.. keys, LockKey.OfKey(whole)] : [.. keys];
        }
    }

    /// <summary>
    /// One address for each chat: a direct chat that is named by its two users may be one that is named by its identifier as well. The store is
    /// asked only where that can be.
    /// </summary>
    public async Task<IReadOnlyList<ChatAddress>> ResolveAsync(IReadOnlyList<ChatAddress> addresses, CancellationToken cancellationToken)
    {
        List<ChatAddress> resolved;
        lock (gate)
        {
            resolved = [.. addresses.Select(address => address.Pair is { } pair && chats.IdOf(pair) is { } id ? new ChatAddress(id, null) : address)];
        }

        if (!resolved.Exists(address => address.Id is not null) || !resolved.Exists(address => address.Pair is not null))
            return resolved;
        var needs = new LoadRequest();
        needs.Pairs.UnionWith(resolved.Select(address => address.Pair).OfType<DirectPair>());
        var state = await LoadAsync(needs, cancellationToken);
        return resolved.ConvertAll(address => address.Pair is { } pair && state.Find(pair) is { } chat ? new ChatAddress(chat.Id, null) : address);
    }

    /// <summary>
    /// What a round of these must know, in one go. Keys are nearly always new, and the commit finds out if one isn't; they are
    /// looked up only where something is to be read anyway, or in doubt.
    /// </summary>
    public async Task<RoundState> LoadAsync(List<Intent> intents, bool readsKeys, CancellationToken cancellationToken)
    {
        var needs = new LoadRequest();
        var recalled = new RoundState();
        var assumed = new List<IdempotencyKey>();
        var parts = PartsOf(intents);
        bool distrust;
        lock (gate)
        {
            distrust = IsLately(lastConflict);
            readsKeys |= IsLately(lastUsedKey);
            foreach (var intent in parts)
            {
                var chat = Recall(intent, recalled);
                if (distrust)
                    chat = null;
                intent.AddTo(needs, chat);
                if (intent.Key is { } key)
                    Ask(key, readsKeys || chat is null, needs, assumed);
            }

            // Those of intents that are made of others: where all is in memory, they are taken to be new as well.
            if (parts != intents)
            {
                foreach (var (key, intent) in KeysOfWholes(intents))
                {
                    if (intent.GoesOn && begun.TryGet(key, out var record))
                        recalled.IdempotencyRecords.TryAdd(key, record);
                    else
                        Ask(key, readsKeys || !needs.IsEmpty, needs, assumed);
                }
            }
        }

        var state = needs.IsEmpty ? new RoundState() : await LoadAsync(needs, cancellationToken);
        state.AssumedKeys.UnionWith(assumed);
        foreach (var chat in recalled.Chats)
        {
            // Loaded after all, because another send of the round could not rely on the held one.
            if (state.Find(chat.Id) is null)
            {
                state.Add(chat);
                state.AssumedChats.Add(chat.Id);
            }
        }

        foreach (var (key, record) in recalled.IdempotencyRecords)
            state.IdempotencyRecords.TryAdd(key, record);

        await AddWhatChatsTellAsync(state, parts, trustsMemory: !distrust, cancellationToken);
        return state;
    }

    /// <summary>The intents, with those that are made of others taken apart.</summary>
    private static List<Intent> PartsOf(List<Intent> intents) =>
        intents.Exists(intent => intent.Parts is not null) ? [.. intents.SelectMany(intent => intent.Parts ?? [intent])] : intents;

    private static IEnumerable<(IdempotencyKey Key, Intent Intent)> KeysOfWholes(List<Intent> intents) =>
        from intent in intents
        where intent is { Parts: not null, Key: not null }
        select (intent.Key!.Value, intent);

    private static void Ask(IdempotencyKey key, bool reads, LoadRequest needs, List<IdempotencyKey> assumed)
    {
        if (reads)
            needs.Keys.Add(key);
        else
            assumed.Add(key);
    }

    /// <summary>The same for one send, by what the store says alone.</summary>
    public async Task<RoundState> LoadAsync(Intent intent, CancellationToken cancellationToken)
    {
        var needs = new LoadRequest();
        var parts = PartsOf([intent]);
        foreach (var part in parts)
            part.AddTo(needs, cached: null);
        var state = await LoadAsync(needs, cancellationToken);
        await AddWhatChatsTellAsync(state, parts, trustsMemory: false, cancellationToken);
        return state;
    }

    /// <summary>Holds what a round has left, once it is committed.</summary>
    public void Cache(List<Intent> intents, RoundState state)
    {
        lock (gate)
        {
            foreach (var (key, intent) in KeysOfWholes(intents))
            {
                if (intent.GoesOn && state.IdempotencyRecords.TryGetValue(key, out var record) && record.Fingerprint.Equals(intent.Fingerprint))
                    begun.Set(key, record);
            }

            foreach (var chat in state.Chats)
                chats.Keep(chat);
            foreach (var wallet in state.Wallets.Values)
                wallets.Keep(wallet);
        }
    }

    /// <summary>Lets go of all that is held: it is of a store that has been replaced. No round is in flight.</summary>
    public void Forget()
    {
        lock (gate)
        {
            chats = new ChatCache(options.MaxCachedChatBytes);
            wallets = new WalletCache(options.MaxCachedWalletBytes);
            begun = NewBegun();
        }
    }

    /// <summary>What a commit was in vain for is not relied on for a while.</summary>
    public void BypassCache(CommitResult failure)
    {
        lock (gate)
        {
            if (failure == CommitResult.UsedKey)
                lastUsedKey = time.GetTimestamp();
            else
                lastConflict = time.GetTimestamp();
        }
    }

    private static BoundedCache<IdempotencyKey, IdempotencyRecord> NewBegun() => new(MaxBegunBytes, (key, _) => BytesOfBegun + (sizeof(char) * key.Key.Length));

    private bool IsLately(long? timestamp) => timestamp is { } moment && time.GetElapsedTime(moment) < options.CacheBypass;

    /// <summary>
    /// The chat in memory that the send goes to. It is handed out to the round, so that no other round has it, and nobody has
    /// it any more if this one fails: it may be ahead of the store then, or behind it.
    /// </summary>
    /// <returns>Null for one that objects too, and is not relied on: it may be out of date, and a commit only verifies what was let in.</returns>
    private Chat? Recall(Intent intent, RoundState recalled)
    {
        if (intent.Chat is not { } address || (address.Id ?? chats.IdOf(address.Pair!.Value)) is not { } id)
            return null;
        var chat = recalled.Find(id);
        if (chat is null && (chat = chats.Take(id)) is not null)
            recalled.Add(chat);
        return chat is not null && intent.IsAdmittedBy(chat) ? chat : null;
    }

    /// <summary>
    /// What only an intent's chat tells: the direct chat behind a group of two, and the wallets that credits move between. A wallet in
    /// memory is relied on where it can't lead to a refusal: it may be out of date, and a commit only verifies what was booked.
    /// </summary>
    private async Task AddWhatChatsTellAsync(RoundState state, List<Intent> intents, bool trustsMemory, CancellationToken cancellationToken)
    {
        var needs = new LoadRequest();
        foreach (var intent in intents)
        {
            if (intent.Chat is { } address && state.Find(address) is { } chat)
                intent.AddKnowing(chat, needs);
        }

        if (intents.Exists(intent => intent is AddMemberIntent or RemoveMemberIntent))
            AddWhomMembersAreLeftWith(state, intents, needs);
        needs.Pairs.ExceptWith(state.LoadedPairs);
        // A direct chat of the round may be among them, later than its messages were read: what the commit verifies of it would not hold for them.
        if (needs.Pairs.Count > 0)
            needs.Messages.UnionWith(state.Messages.Keys);
        var flows = CreditFlows.Of(intents, state);
        foreach (var owner in flows.Owners)
        {
            if (trustsMemory && Recall(owner) is { } wallet && !flows.CanExceed(wallet))
                state.Wallets.Add(owner, wallet);
            else
                needs.Wallets.Add(owner);
        }

        if (needs.IsEmpty)
            return;
        var loaded = await LoadAsync(needs, cancellationToken);
        state.AddUnreadableOf(loaded);
        state.LoadedPairs.UnionWith(loaded.LoadedPairs);
        // They take the place of those from memory, which may not know of a block.
        foreach (var chat in loaded.Chats)
        {
            state.Add(chat);
            state.AssumedChats.Remove(chat.Id);
        }

        foreach (var (id, message) in loaded.Messages)
            state.Messages[id] = message;
        foreach (var owner in needs.Wallets.Where(owner => !loaded.IsUnreadable(owner)))
            state.Wallets.Add(owner, loaded.Wallets.GetValueOrDefault(owner) ?? Wallet.Empty(owner));
    }

    /// <summary>Two may be alone in a group once others of the round have changed its members: a block between them counts.</summary>
    private static void AddWhomMembersAreLeftWith(RoundState state, List<Intent> intents, LoadRequest needs)
    {
        foreach (var ofChat in intents.Where(intent => intent.Chat?.Id is not null).GroupBy(intent => intent.Chat!.Value.Id!.Value))
        {
            var gone = ofChat.OfType<RemoveMemberIntent>().Count();
            var come = ofChat.OfType<AddMemberIntent>().Select(intent => intent.UserId).ToList();
            if (gone + come.Count == 0 || state.Find(ofChat.Key) is not { } chat || chat.Members.Count - gone > 2)
                continue;
            var people = chat.Members.Select(member => member.UserId).Union(come).ToList();
            foreach (var intent in ofChat)
                intent.AddKnowing(people, needs);
        }
    }

    /// <summary>A store that does not heed the deadline is not waited for.</summary>
    private async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        var state = await store.LoadAsync(needs, cancellationToken).WaitAsync(cancellationToken);
        state.LoadedPairs.UnionWith(needs.Pairs);
        return state;
    }

    private Wallet? Recall(Id<User> owner)
    {
        lock (gate)
        {
            return wallets.Take(owner);
        }
    }
}
