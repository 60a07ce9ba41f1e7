namespace Allmine.Application.Ports.Store;

public enum CommitResult
{
    /// <summary>All of it is written and durable.</summary>
    Committed,

    /// <summary>None of it is written: somebody else was ahead, so load and decide again.</summary>
    Conflict,

    /// <summary>None of it is written: one of its keys is used, so read the keys and decide again.</summary>
    UsedKey,
}
