using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>
/// One write that waits for its round. A kind of write is one subclass: it names what it locks, what must be loaded for it,
/// what it decides, and what its idempotency key replays. Nothing else in the engine, and no store, knows the kinds.
/// </summary>
/// <param name="Key">The idempotency key; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public abstract record Intent(IdempotencyKey? Key, Fingerprint? Fingerprint)
{
    /// <summary>Who asked for it; what it writes of value keeps that.</summary>
    public Actor? Actor { get; init; }

    /// <summary>About how much it adds to a commit, in bytes.</summary>
    public abstract int Weight { get; }

    /// <summary>How many of the intents of a round it counts for.</summary>
    internal virtual int Size => 1;

    /// <summary>The intents that it is made of, each of which is loaded by itself; null for one that is not made of others.</summary>
    internal virtual IReadOnlyList<Intent>? Parts => null;

    /// <summary>Whether a repetition is decided anew, since its parts have keys of their own. Its own key says only which request it was.</summary>
    internal virtual bool GoesOn => false;

    /// <summary>The chat that it writes to; null for a write to none.</summary>
    internal virtual ChatAddress? Chat => null;

    /// <summary>The chats and wallets that it changes: two intents that share one are never in two rounds at once.</summary>
    /// <param name="pairOf">The two users of a direct chat, if this node has met it; null to ask the intent alone.</param>
    internal abstract IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf);

    /// <summary>
    /// Whether a cached chat would let the intent in. If not, the chat is loaded: the cache may be out of date, and a commit
    /// verifies only what was let in.
    /// </summary>
    internal virtual bool IsAdmittedBy(Chat cached) => true;

    /// <summary>Adds what must be loaded before the decision, but for the idempotency key and the wallets.</summary>
    /// <param name="request">What the round loads.</param>
    /// <param name="cached">The chat of <see cref="Chat"/>, if it need not be loaded.</param>
    internal abstract void AddTo(LoadRequest request, Chat? cached);

    /// <summary>Adds what must be loaded as well, once its chat is known, if that depends on the chat.</summary>
    /// <param name="chat">The chat of <see cref="Chat"/>.</param>
    /// <param name="request">What the round loads.</param>
    internal virtual void AddKnowing(Chat chat, LoadRequest request)
    {
    }

    /// <summary>Adds what must be loaded as well, where the chat's members change in the same round: with any of these it may be left alone in the chat.</summary>
    internal virtual void AddKnowing(IReadOnlyCollection<Id<User>> people, LoadRequest request)
    {
    }

    /// <summary>The credits that it moves; null if none, or if it is refused for another reason anyway.</summary>
    /// <param name="state">What has been loaded; the wallets come after it.</param>
    internal virtual CreditFlow? FlowIn(RoundState state) => null;
}
