namespace Allmine.Application.Ports.Idempotency;

/// <summary>What an idempotency key is for: the same text in the other space is another key.</summary>
public enum IdempotencyScope
{
    /// <summary>Of users: their sends.</summary>
    Sends,

    /// <summary>Of first-party backends: their grants.</summary>
    Grants,

    /// <summary>Of batches: whether one is atomic, and what became of one that is.</summary>
    Batches,

    /// <summary>The items of atomic batches, by the batch's key and their index. Callers have no such keys.</summary>
    BatchItems,

    /// <summary>Of users: the chats that they make.</summary>
    Chats,
}
