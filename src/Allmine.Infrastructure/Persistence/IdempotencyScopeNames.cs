using Allmine.Application.Ports.Idempotency;

namespace Allmine.Infrastructure.Persistence;

/// <summary>The names under which both stores keep the spaces of idempotency keys.</summary>
internal static class IdempotencyScopeNames
{
    public const string Sends = "sends";
    public const string Grants = "grants";
    public const string Batches = "batches";
    public const string BatchItems = "batch_items";
    public const string Chats = "chats";

    public static string NameOf(IdempotencyScope space) => space switch
    {
        IdempotencyScope.Sends => Sends,
        IdempotencyScope.Grants => Grants,
        IdempotencyScope.Batches => Batches,
        IdempotencyScope.BatchItems => BatchItems,
        IdempotencyScope.Chats => Chats,
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, null),
    };

    public static IdempotencyScope Parse(string name) => name switch
    {
        Sends => IdempotencyScope.Sends,
        Grants => IdempotencyScope.Grants,
        Batches => IdempotencyScope.Batches,
        BatchItems => IdempotencyScope.BatchItems,
        Chats => IdempotencyScope.Chats,
        _ => throw new FormatException($"A key is stored in the space '{name}', which this version can't read."),
    };
}
