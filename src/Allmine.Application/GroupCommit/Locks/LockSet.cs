namespace Allmine.Application.GroupCommit.Locks;

/// <summary>What some intents contend for, taken together.</summary>
internal sealed class LockSet
{
    private readonly HashSet<LockKey> members = [];
    private bool hasWallets;

    public void Add(LockKey[] keys)
    {
        foreach (var key in keys)
        {
            members.Add(key);
            hasWallets |= key.Wallet is not null;
        }
    }

    /// <summary>Whether one of the keys may mean what is here already. A wallet of which it isn't known whose it is may be each.</summary>
    public bool Overlaps(LockKey[] keys)
    {
        if (members.Count == 0)
            return false;
        foreach (var key in keys)
        {
            if (members.Contains(key))
                return true;
            if (key.Wallet is not null && hasWallets && (key == LockKey.AnyWallet || members.Contains(LockKey.AnyWallet)))
                return true;
        }

        return false;
    }
}
