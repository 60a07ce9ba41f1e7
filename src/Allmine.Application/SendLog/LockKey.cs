using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>What several may want to change at once: a chat, by identifier or by its two users, or a user's wallet.</summary>
internal readonly record struct LockKey(Id<Chat>? ChatId, DirectPair? Pair, Id<User>? Wallet)
{
    /// <summary>A wallet of which it isn't known yet whose it is.</summary>
    public static LockKey AnyWallet { get; } = OfWallet(default);

    public static LockKey OfWallet(Id<User> owner) => new(null, null, owner);
}
