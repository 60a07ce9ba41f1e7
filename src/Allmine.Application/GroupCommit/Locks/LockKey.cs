using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Locks;

/// <summary>What at most one round in flight may change: a chat, by its identifier or by its two users, a user's wallet, or what a key has recorded.</summary>
internal readonly record struct LockKey
{
    private LockKey(ChatAddress? chat, Id<User>? wallet, IdempotencyKey? key) => (Chat, Wallet, Key) = (chat, wallet, key);

    /// <summary>A wallet whose owner is not known yet: it overlaps with every wallet.</summary>
    public static LockKey AnyWallet { get; } = OfWallet(default);

    public ChatAddress? Chat { get; }

    public Id<User>? Wallet { get; }

    public IdempotencyKey? Key { get; }

    public static LockKey OfChat(ChatAddress chat) => new(chat, null, null);

    public static LockKey OfWallet(Id<User> owner) => new(null, owner, null);

    public static LockKey OfKey(IdempotencyKey key) => new(null, null, key);
}
