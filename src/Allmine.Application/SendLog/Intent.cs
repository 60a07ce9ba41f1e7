namespace Allmine.Application.SendLog;

/// <summary>Something that a round is to carry out: a send or a grant.</summary>
/// <param name="Key">The idempotency key, if the request has one.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public abstract record Intent(IdempotencyKey? Key, Fingerprint? Fingerprint)
{
    /// <summary>About how much it adds to a commit, in bytes.</summary>
    public abstract int Weight { get; }

    /// <summary>
    /// The chats and wallets that it changes, as far as the intent itself tells. Others that change one of them contend
    /// with it.
    /// </summary>
    internal abstract IEnumerable<LockKey> Locks { get; }
}
