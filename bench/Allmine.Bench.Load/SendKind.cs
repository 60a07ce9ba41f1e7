namespace Allmine.Bench.Load;

/// <summary>What the requests of a load are.</summary>
internal enum SendKind
{
    /// <summary>A text without a key.</summary>
    Text,

    /// <summary>A text with an <c>Idempotency-Key</c>.</summary>
    KeyedText,

    /// <summary>Credits for the other member of the chat, with the key that they need.</summary>
    Transfer,
}
